package io.bellwire.gateway.turns;

import io.bellwire.common.reactive.ToTheEnd;
import io.bellwire.common.reactive.Turns;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** {@link Turns} for each key, remembered while there is work for it. */
final class KeyedTurns<K> {

    private final Map<K, Entry> entries = new ConcurrentHashMap<>();
    private final Supplier<Turns> make;

    private record Entry(Turns turns, int users) {}

    KeyedTurns(Supplier<Turns> make) {
        this.make = make;
    }

    /** Runs {@code work} when the key's turn has come: see {@link Turns#take}. */
    <T> Mono<T> take(K key, Mono<T> work) {
        return ToTheEnd.of(Mono.defer(() -> enter(key).take(work).doFinally(end -> leave(key))));
    }

    private Turns enter(K key) {
        return entries.compute(
                        key,
                        (same, entry) ->
                                entry == null ? new Entry(make.get(), 1) : new Entry(entry.turns(), entry.users() + 1))
                .turns();
    }

    private void leave(K key) {
        entries.computeIfPresent(key, (same, entry) -> left(entry));
    }

    private static @Nullable Entry left(Entry entry) {
        return entry.users() == 1 ? null : new Entry(entry.turns(), entry.users() - 1);
    }

    void refuseWaiting() {
        entries.values().forEach(entry -> entry.turns().refuseWaiting());
    }

    /** How many keys there is work for. */
    int size() {
        return entries.size();
    }
}
