package io.bellwire.gateway.turns;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.token.UserId;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UserTurnsTest {

    private final UserTurns turns = new UserTurns(new TurnSettings(Duration.ofMinutes(10)));
    private final HeldWork work = new HeldWork();

    private void readMuch(String... users) {
        for (String user : users) {
            turns.readMuch(new UserId(user), work.of(user)).subscribe();
        }
    }

    @Test
    void one_users_long_reads_come_one_by_one_and_two_of_all_users_at_a_time() {
        readMuch("anna", "anna", "anna", "bert", "cleo", "bert");
        assertThat(work.begun()).containsExactly("anna", "bert");
        work.letGo();
        assertThat(work.begun()).hasSize(6).containsOnly("anna", "bert", "cleo");
    }

    @Test
    void long_reads_keep_neither_short_ones_nor_writes_waiting() {
        readMuch("anna", "bert", "cleo");
        work.begun().clear();
        IntStream.range(0, 6)
                .forEach(i -> turns.read(new UserId("anna"), work.of("read")).subscribe());
        turns.write(new UserId("anna"), work.of("write")).subscribe();
        assertThat(work.begun()).containsExactly("read", "read", "read", "read", "write");
    }
}
