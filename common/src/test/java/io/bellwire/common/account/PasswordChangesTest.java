package io.bellwire.common.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bellwire.common.bus.Bus;
import io.bellwire.common.token.UserId;
import io.bellwire.testsupport.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

class PasswordChangesTest {

    private static final Duration NEVER = Duration.ofDays(1);

    private final List<PasswordChange> heard = new ArrayList<>();
    private final DirectBus bus = new DirectBus();
    /** Their database is not asked before {@link #NEVER}. */
    private final PasswordChanges changes = new PasswordChanges(new AccountRepository(null, null), bus);

    /** Whoever listens hears at once. */
    private static final class DirectBus implements Bus {

        private final List<Listener> listeners = new ArrayList<>();

        @Override
        public Mono<Void> publish(String topic, byte[] payload) {
            return Mono.fromRunnable(() -> listeners.forEach(listener -> listener.received(topic, payload)));
        }

        @Override
        public Disposable subscribe(String topic, Listener listener) {
            listeners.add(listener);
            return Disposables.composite(() -> listeners.remove(listener));
        }

        @Override
        public Disposable subscribeAll(String prefix, Listener listener) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void a_change_is_heard_as_it_was_announced() {
        PasswordChange change = new PasswordChange(new UserId("an na"), Instant.parse("2024-01-15T10:30:00.123Z"));
        Disposable watch = changes.watch(NEVER, heard::add);
        changes.announce(change).block(Await.LIMIT);
        watch.dispose();
        assertThat(heard).containsExactly(change);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "nonsense", "1705314600000", "1705314600000 ", "now anna", " anna"})
    void what_is_no_message_is_refused_and_nobody_hears_of_it(String payload) {
        Disposable watch = changes.watch(NEVER, heard::add);
        assertThatThrownBy(() -> bus.publish("signed-out", payload.getBytes(StandardCharsets.UTF_8))
                        .block(Await.LIMIT))
                .isInstanceOf(IllegalArgumentException.class);
        watch.dispose();
        assertThat(heard).isEmpty();
    }
}
