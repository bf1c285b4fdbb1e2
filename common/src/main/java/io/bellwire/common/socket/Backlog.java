package io.bellwire.common.socket;

import java.util.List;
import reactor.core.publisher.Mono;

/** What a connection has to be sent before it is up to date, read page by page as the peer takes it. */
@FunctionalInterface
public interface Backlog {

    /** The next page; an empty one where nothing is left, after which it is not asked again. */
    Mono<List<Frame>> nextPage();
}
