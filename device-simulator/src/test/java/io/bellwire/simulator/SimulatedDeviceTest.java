package io.bellwire.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.simulator.SimulatedDevice.State;
import io.bellwire.simulator.modbus.RegisterFile;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** When a device knocks, in virtual time, with waits at their longest. */
class SimulatedDeviceTest {

    private static final Ending LOST = new Ending.Lost("gone");

    private VirtualTimeScheduler time;
    private final List<Long> knockedAt = new ArrayList<>();

    @BeforeEach
    void stopTime() {
        time = VirtualTimeScheduler.getOrSet();
    }

    @AfterEach
    void letTimeGo() {
        VirtualTimeScheduler.reset();
    }

    @Test
    void knocks_at_growing_intervals_while_nobody_answers() {
        SimulatedDevice device = device(visit(0, LOST));
        device.live(Duration.ZERO).subscribe();

        time.advanceTimeBy(Duration.ofSeconds(100));

        assertThat(knockedAt).containsExactly(0L, 1_000L, 3_000L, 7_000L, 15_000L, 31_000L, 61_000L, 91_000L);
        assertThat(device.state()).isEqualTo(State.WAITING);
        assertThat(device.problem()).hasValue("gone");
    }

    @Test
    void starts_anew_after_a_connection_that_held() {
        SimulatedDevice device =
                device(visit(0, LOST), visit(0, LOST), visit(20, LOST), visit(5, LOST), visit(1_000, LOST));
        device.live(Duration.ZERO).subscribe();

        time.advanceTimeBy(Duration.ofSeconds(40));

        // down, 1 s, down, 2 s, 20 s signed in, 1 s, 5 s signed in (too short), 2 s, signed in
        assertThat(knockedAt).containsExactly(0L, 1_000L, 3_000L, 24_000L, 31_000L);
        assertThat(device.state()).isEqualTo(State.CONNECTED);
        assertThat(device.problem()).isEmpty();
    }

    @Test
    void comes_back_at_once_from_an_announced_restart() {
        SimulatedDevice device = device(visit(60, new Ending.Restarting()), visit(1_000, LOST));
        device.live(Duration.ZERO).subscribe();

        time.advanceTimeBy(Duration.ofSeconds(70));

        assertThat(knockedAt).containsExactly(0L, 60_500L);
    }

    @Test
    void knocks_no_more_once_refused() {
        SimulatedDevice device = device(visit(0, LOST), visit(0, new Ending.Refused("Invalid credentials")));
        boolean[] over = new boolean[1];
        device.live(Duration.ZERO).doOnTerminate(() -> over[0] = true).subscribe();

        time.advanceTimeBy(Duration.ofDays(1));

        assertThat(knockedAt).hasSize(2);
        assertThat(over[0]).isTrue();
        assertThat(device.state()).isEqualTo(State.STOPPED);
        assertThat(device.problem()).hasValue("refused: Invalid credentials");
    }

    @Test
    void waits_for_its_turn() {
        device(visit(1_000, LOST)).live(Duration.ofSeconds(3)).subscribe();

        time.advanceTimeBy(Duration.ofMillis(2_999));
        assertThat(knockedAt).isEmpty();
        time.advanceTimeBy(Duration.ofMillis(1));

        assertThat(knockedAt).containsExactly(3_000L);
    }

    @Test
    void can_be_stopped_while_it_waits() {
        for (Duration until : List.of(Duration.ZERO, Duration.ofMillis(500))) {
            SimulatedDevice device = device(visit(0, LOST));
            boolean[] over = new boolean[1];
            device.live(until).doOnTerminate(() -> over[0] = true).subscribe();

            device.stop();

            assertThat(over[0]).isTrue();
            assertThat(device.state()).isEqualTo(State.STOPPED);
        }
    }

    private Link visit(long signedInSeconds, Ending ending) {
        return (cerbo, signedIn, stop) -> {
            knockedAt.add(time.now(TimeUnit.MILLISECONDS));
            if (signedInSeconds == 0) {
                return Mono.just(ending);
            }
            signedIn.run();
            return Mono.delay(Duration.ofSeconds(signedInSeconds)).thenReturn(ending);
        };
    }

    /** Goes through the visits, and then through the last one again and again. */
    private SimulatedDevice device(Link... visits) {
        Deque<Link> script = new ArrayDeque<>(Arrays.asList(visits));
        Link link = (cerbo, signedIn, stop) -> {
            Link next = script.size() > 1 ? script.pop() : script.peek();
            return next.converse(cerbo, signedIn, stop);
        };
        Cerbo cerbo = new Cerbo("cerbo-1", RegisterFile.none(), new VirtualClock("2026-06-21T12:00:00Z"));
        return new SimulatedDevice("cerbo-1", link, Mono.just(cerbo), new Reconnection(() -> 1));
    }
}
