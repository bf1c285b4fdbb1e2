package io.bellwire.quickstart;

import io.bellwire.localservices.LocalServiceException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.PortInUseException;

/** The quickstart cannot start; the message is a sentence to show to a person as it is. */
final class StartFailure extends RuntimeException {

    StartFailure(String sentence) {
        this(sentence, null);
    }

    StartFailure(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    /**
     * The sentence that is anywhere in {@code failure}, or one that leads to the log.
     *
     * @param what begins a sentence, such as {@code The gateway}
     */
    static StartFailure of(String what, Throwable failure, Path log) {
        List<Throwable> causes = Stream.<Throwable>iterate(failure, e -> e != null, Throwable::getCause)
                .toList();
        Optional<String> known = causes.stream()
                .filter(e -> e instanceof LocalServiceException || e instanceof StartFailure)
                .map(Throwable::getMessage)
                .findFirst();
        Optional<String> taken = causes.stream()
                .filter(PortInUseException.class::isInstance)
                .map(e -> "Port " + ((PortInUseException) e).getPort() + " is already in use, so " + what
                        + " cannot start there")
                .findFirst();
        String root = causes.get(causes.size() - 1).toString();
        return new StartFailure(
                known.or(() -> taken).orElse(what + " did not start: " + root + "; more is in " + log), failure);
    }
}
