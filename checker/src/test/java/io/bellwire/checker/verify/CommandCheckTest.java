package io.bellwire.checker.verify;

import static io.bellwire.checker.verify.History.second;
import static io.bellwire.checker.verify.Violations.assertViolation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.bellwire.checker.history.Command;
import io.bellwire.checker.history.Command.Outcome;
import io.bellwire.checker.history.Command.Receipt;
import io.bellwire.checker.history.Command.Tally;
import io.bellwire.checker.verify.CommandCheck.Calm;
import io.bellwire.checker.verify.Violation.Kind;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CommandCheckTest {

    private static final Calm CALM = (device, from, to) -> true;
    private static final Calm STORMY = (device, from, to) -> false;

    private final CommandCheck check = new CommandCheck();
    private final Command command = new Command(7, "cerbo", false, second(0));

    CommandCheckTest() {
        check.started(command);
    }

    private static Receipt receipt(String device, String connection, long number) {
        return new Receipt(device, connection, number, second(1));
    }

    @Test
    void a_command_that_is_received_twice_is_caught_on_whichever_connection() {
        check.received(receipt("cerbo", "old", 7), CALM);

        assertViolation(Kind.COMMAND_TWICE, () -> check.received(receipt("cerbo", "new", 7), CALM));
    }

    @Test
    void a_command_that_reaches_another_device_is_caught() {
        assertViolation(Kind.STRANGER, () -> check.received(receipt("other", "one", 7), CALM));
    }

    @Test
    void a_command_that_nobody_sent_is_caught() {
        assertViolation(Kind.STRANGER, () -> check.received(receipt("cerbo", "one", 8), CALM));
    }

    @Test
    void a_command_of_a_stranger_that_is_sent_is_caught() {
        Command foreign = new Command(8, "cerbo", true, second(0));
        check.started(foreign);

        assertViolation(Kind.STRANGER, () -> check.ended(foreign, Outcome.SENT, second(1), CALM));
    }

    @Test
    void a_command_that_was_refused_but_carried_out_is_caught_whichever_is_known_first() {
        check.received(receipt("cerbo", "one", 7), CALM);
        assertViolation(Kind.COMMAND_UNTRUE, () -> check.ended(command, Outcome.UNAVAILABLE, second(1), STORMY));

        CommandCheck other = new CommandCheck();
        other.started(command);
        other.ended(command, Outcome.NOT_CONNECTED, second(1), STORMY);
        assertViolation(Kind.COMMAND_UNTRUE, () -> other.received(receipt("cerbo", "one", 7), CALM));
    }

    @Test
    void not_connected_is_caught_where_the_device_was_there_all_the_time_and_else_not() {
        assertViolation(Kind.COMMAND_UNTRUE, () -> check.ended(command, Outcome.NOT_CONNECTED, second(1), CALM));
        assertThatCode(() -> check.ended(command, Outcome.NOT_CONNECTED, second(1), STORMY))
                .doesNotThrowAnyException();
    }

    @Test
    void a_command_that_was_sent_in_calm_and_never_received_is_caught() {
        check.ended(command, Outcome.SENT, second(1), CALM);

        assertViolation(
                Kind.COMMAND_LOST, () -> check.requireReceived(command, second(1), Duration.ofSeconds(10), CALM));
        assertThatCode(() -> check.requireReceived(command, second(1), Duration.ofSeconds(10), STORMY))
                .doesNotThrowAnyException();
    }

    @Test
    void a_command_that_goes_to_a_replaced_socket_in_calm_is_caught_and_amid_a_fault_counted() {
        Command later = new Command(9, "cerbo", false, second(60));
        check.started(later);
        check.letIn("cerbo", "old", second(1));
        check.letIn("cerbo", "new", second(50));

        assertViolation(Kind.COMMAND_UNTRUE, () -> check.received(receipt("cerbo", "old", 9), CALM));

        CommandCheck other = new CommandCheck();
        other.started(later);
        other.letIn("cerbo", "old", second(1));
        other.letIn("cerbo", "new", second(50));
        other.received(receipt("cerbo", "old", 9), STORMY);
        assertThat(other.late()).isEqualTo(1);
    }

    @Test
    void a_broadcast_that_is_received_twice_is_caught_on_whichever_connection_and_amid_faults_too() {
        check.received(receipt("cerbo", "one", -3), STORMY);
        check.received(receipt("other", "two", -3), STORMY);

        assertViolation(Kind.COMMAND_TWICE, () -> check.received(receipt("cerbo", "one", -3), STORMY));
        assertViolation(Kind.COMMAND_TWICE, () -> check.received(receipt("other", "three", -3), STORMY));
        assertThat(check.late()).isZero();
    }

    @Test
    void a_broadcast_that_more_devices_received_than_were_counted_is_caught_whichever_is_known_first() {
        check.ended(new Tally(-3, 1, 1, 2));
        check.received(receipt("cerbo", "one", -3), STORMY);
        assertViolation(Kind.COMMAND_UNTRUE, () -> check.received(receipt("other", "two", -3), STORMY));

        check.received(receipt("cerbo", "one", -4), STORMY);
        check.received(receipt("other", "two", -4), STORMY);
        assertViolation(Kind.COMMAND_UNTRUE, () -> check.ended(new Tally(-4, 1, 1, 2)));
    }

    @Test
    void a_broadcast_that_counts_more_devices_than_there_are_is_caught() {
        check.ended(new Tally(-3, 3, 2, 2));

        assertViolation(Kind.COMMAND_UNTRUE, () -> check.ended(new Tally(-4, 3, 3, 2)));
    }

    @Test
    void a_broadcast_is_known_by_the_register_it_reads() {
        LongStream.of(1, 0xffff, 0x10000, 0x10001, 5_000_000).forEach(number -> assertThat(
                        Command.ofBroadcast("09 03 " + Command.broadcast(number).substring(4) + " c4 85"))
                .isEqualTo(-number));
    }
}
