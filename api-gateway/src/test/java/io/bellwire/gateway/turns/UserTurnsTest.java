package io.bellwire.gateway.turns;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.token.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class UserTurnsTest {

    private final UserTurns turns = new UserTurns(new TurnSettings(Duration.ofMinutes(10)));
    private final Sinks.Empty<Void> gate = Sinks.empty();
    private final List<String> begun = new ArrayList<>();

    private Mono<Void> work(String user) {
        return Mono.defer(() -> {
            begun.add(user);
            return gate.asMono();
        });
    }

    private void readMuch(String... users) {
        for (String user : users) {
            turns.readMuch(new UserId(user), work(user)).subscribe();
        }
    }

    @Test
    void one_users_long_reads_come_one_by_one_and_two_of_all_users_at_a_time() {
        readMuch("anna", "anna", "anna", "bert", "cleo", "bert");
        assertThat(begun).containsExactly("anna", "bert");
        gate.tryEmitEmpty();
        assertThat(begun).hasSize(6).containsOnly("anna", "bert", "cleo");
    }

    @Test
    void long_reads_keep_neither_short_ones_nor_writes_waiting() {
        readMuch("anna", "bert", "cleo");
        begun.clear();
        IntStream.range(0, 6)
                .forEach(i -> turns.read(new UserId("anna"), work("read")).subscribe());
        turns.write(new UserId("anna"), work("write")).subscribe();
        assertThat(begun).containsExactly("read", "read", "read", "read", "write");
    }
}
