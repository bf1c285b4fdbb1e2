package io.bellwire.simulator;

import static io.bellwire.simulator.modbus.Frames.framed;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.simulator.FakeWorker.Visit;
import io.bellwire.simulator.SimulatedDevice.State;
import io.bellwire.testsupport.Await;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets, against a worker that does what it is told. */
class SimulatedFleetTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final FakeWorker worker = new FakeWorker();
    private SimulatedFleet fleet;

    @AfterEach
    void stop() {
        if (fleet != null) {
            fleet.close();
        }
        worker.close();
    }

    @Test
    void a_device_signs_in_first_and_then_reports() {
        start(1);
        Visit visit = worker.visit(0);

        String report = visit.awaits("battery_voltage");

        assertThat(visit.uri).isEqualTo("/ws/devices?session_id=cerbo-1");
        assertThat(visit.messages.get(0)).isEqualTo("{\"email\":\"demo@example.com\",\"password\":\"demo-password\"}");
        assertThat(report).contains("\"solar_power\":", "\"timestamp\":", "\"soc\":");
        assertThat(fleet.connected()).isOne();
        assertThat(fleet.devices().get(0).state()).isEqualTo(State.CONNECTED);
        assertThat(fleet.devices().get(0).problem()).isEmpty();
    }

    @Test
    void nothing_but_the_credentials_goes_out_before_the_worker_has_answered() {
        worker.onFirstMessage((visit, message) -> {});
        start(1);
        Visit visit = worker.visit(0);
        Await.until("credentials", () -> visit.messages.size() == 1);

        visit.send("{\"command_type\":\"modbus_read\",\"hex_data\":\"09 03 00 00 00 0a c4 85\"}");
        visit.send("{\"type\":\"hello\"}");
        assertThat(fleet.connected()).isZero();
        visit.accept();

        visit.awaits("battery_voltage");
        assertThat(visit.messages.subList(1, visit.messages.size())).noneMatch(sent -> sent.contains("hex_response"));
    }

    @Test
    void a_modbus_command_is_answered_with_hex() {
        start(1);
        Visit visit = worker.visit(0);
        Await.until("connected", () -> fleet.connected() == 1);

        visit.send("{\"command_type\":\"modbus_read\",\"hex_data\":\"09 03 00 00 00 0a c4 85\",\"data\":\"\"}");

        assertThat(visit.awaits("hex_response")).startsWith("{\"hex_response\":\"09 03 14 ");
        Await.until("counted", () -> fleet.commandsAnswered() == 1);
    }

    @Test
    void a_burst_of_commands_is_answered_in_order() {
        start(1);
        Visit visit = worker.visit(0);
        Await.until("connected", () -> fleet.connected() == 1);

        for (int address = 800; address < 900; address++) {
            String hex = framed(String.format("64 03 %02x %02x 00 %02x", address >> 8, address & 0xFF, address - 799));
            visit.send("{\"command_type\":\"modbus_read\",\"hex_data\":\"" + hex + "\"}");
        }

        Await.until("100 answers", () -> fleet.commandsAnswered() == 100);
        Await.that(() -> assertThat(visit.messages.stream()
                        .filter(message -> message.contains("hex_response"))
                        .map(message -> message.substring(17, 25)))
                .hasSize(100)
                .isEqualTo(IntStream.rangeClosed(1, 100)
                        .mapToObj(count ->
                                799 + count + count <= 920 ? String.format("64 03 %02x", 2 * count) : "64 83 02")
                        .collect(Collectors.toList())));
    }

    @Test
    void a_plain_command_changes_the_plant_and_is_acknowledged() {
        start(1);
        Visit visit = worker.visit(0);
        Await.until("connected", () -> fleet.connected() == 1);

        visit.send("{\"command\":\"set_grid_feed\",\"power\":1500}");

        assertThat(visit.awaits("set_grid_feed")).contains("\"status\":\"ok\"", "\"grid_setpoint\":-1500");
        visit.awaits("battery_voltage", "\"grid_setpoint\":-1500");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Invalid credentials", "Session belongs to another account", "Invalid session_id"})
    void a_refused_device_does_not_come_back(String detail) {
        worker.onFirstMessage((visit, message) -> visit.refuse(detail));
        start(1);

        fleet.ended().block(LIMIT);

        assertThat(worker.visits()).hasSize(1);
        assertThat(fleet.devices().get(0).state()).isEqualTo(State.STOPPED);
        assertThat(fleet.devices().get(0).problem()).hasValue("refused: " + detail);
    }

    @Test
    void credentials_that_one_device_was_refused_for_are_not_tried_by_the_others() {
        worker.onFirstMessage((visit, message) -> visit.refuse("Invalid credentials"));
        start(50);

        fleet.ended().block(LIMIT);

        assertThat(worker.visits()).hasSize(1);
        assertThat(fleet.devices())
                .allMatch(device -> device.problem().equals(Optional.of("refused: Invalid credentials")));
    }

    @Test
    void a_session_of_another_account_stops_that_device_alone() {
        worker.onFirstMessage((visit, message) -> {
            if (visit.uri.endsWith("cerbo-1")) {
                visit.refuse("Session belongs to another account");
            } else {
                visit.accept();
            }
        });
        start(3);

        Await.until("the others", () -> fleet.connected() == 2);
        Await.until("the first has given up", () -> fleet.devices().get(0).state() == State.STOPPED);
    }

    @Test
    void a_replaced_device_does_not_come_back() {
        start(1);
        worker.visit(0).awaits("battery_voltage");

        worker.visit(0).close(4409);

        fleet.ended().block(LIMIT);
        assertThat(worker.visits()).hasSize(1);
        assertThat(fleet.devices().get(0).problem())
                .hasValue("replaced by another connection with the same session id");
    }

    @Test
    void a_device_whose_credentials_end_later_does_not_come_back_either() {
        start(1);
        worker.visit(0).awaits("battery_voltage");

        worker.visit(0).close(1008);

        fleet.ended().block(LIMIT);
        assertThat(fleet.devices().get(0).problem()).hasValue("refused: because");
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1011, 1012, 1013, 4000})
    void any_other_close_is_followed_by_another_sign_in(int code) {
        start(1);
        worker.visit(0).awaits("battery_voltage");

        worker.visit(0).close(code);

        assertThat(worker.visit(1).awaits("email")).contains("demo@example.com");
        worker.visit(1).awaits("battery_voltage");
    }

    @Test
    void a_broken_socket_is_followed_by_another_sign_in() {
        start(1);
        worker.visit(0).awaits("battery_voltage");

        worker.visit(0).breakOff();

        worker.visit(1).awaits("battery_voltage");
        assertThat(fleet.connected()).isOne();
    }

    @Test
    void a_worker_that_dies_and_comes_back_gets_all_its_devices_back() {
        start(20);
        Await.until("connected", () -> fleet.connected() == 20);

        worker.die();
        Await.until("cut off", () -> fleet.connected() == 0);
        assertThat(fleet.devices()).allMatch(device -> device.problem().isPresent());
        worker.comeBack();

        Await.until("back", () -> fleet.connected() == 20);
        assertThat(fleet.devices()).allMatch(device -> device.problem().isEmpty());
    }

    @Test
    void a_worker_that_is_not_there_yet_meets_the_first_device_only() {
        worker.die();
        start(20);
        Await.until("turned away", () -> fleet.devices().get(0).problem().isPresent());

        assertThat(fleet.devices().subList(1, 20))
                .allMatch(device -> device.problem().isEmpty());
        worker.comeBack();

        Await.until("connected", () -> fleet.connected() == 20);
    }

    @Test
    void what_is_no_device_socket_is_a_problem_that_is_named() {
        fleet = SimulatedFleet.start(options(1, worker.url().resolve("/elsewhere")));

        Await.that(() -> assertThat(fleet.devices().get(0).problem().orElse("")).contains("404"));
    }

    @Test
    void stopping_says_goodbye_and_ends_everything() {
        start(3);
        Await.until("connected", () -> fleet.connected() == 3);

        fleet.close();

        assertThat(fleet.connected()).isZero();
        assertThat(fleet.devices()).allMatch(device -> device.state() == State.STOPPED);
        Await.that(() -> assertThat(worker.visits()).hasSize(3).allMatch(visit -> visit.goodbye == 1000));
        fleet.ended().block(LIMIT);
    }

    @Test
    void stopping_does_not_wait_for_those_who_have_not_begun() {
        worker.onFirstMessage((visit, message) -> visit.accept());
        fleet = SimulatedFleet.start(options(2_000, worker.url()).withConnectsPerSecond(1));
        Await.until("the first", () -> fleet.connected() >= 1);
        long before = System.nanoTime();

        fleet.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
        assertThat(fleet.devices()).allMatch(device -> device.state() == State.STOPPED);
    }

    @Test
    void many_devices_share_a_few_threads() {
        start(300);
        Await.until("connected", () -> fleet.connected() == 300);
        Await.until("reports of each", () -> fleet.reportsSent() >= 600);

        assertThat(worker.visits().stream().map(visit -> visit.uri).distinct()).hasSize(300);
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("device-simulator")))
                .hasSizeLessThanOrEqualTo(Runtime.getRuntime().availableProcessors() + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "ws://localhost:8003, ws://localhost:8003/ws/devices?session_id=a%3Ab",
        "ws://localhost:8003/, ws://localhost:8003/ws/devices?session_id=a%3Ab",
        "wss://host/modbus/ws/devices, wss://host/modbus/ws/devices?session_id=a%3Ab",
        "ws://host/x?tenant=1, ws://host/x?tenant=1&session_id=a%3Ab",
        "ws://host?tenant=1, ws://host/ws/devices?session_id=a%3Ab",
    })
    void the_address_is_the_url_with_the_device_socket_s_path(URI url, URI address) {
        assertThat(WorkerLink.address(url, "a:b")).isEqualTo(address);
    }

    private void start(int devices) {
        fleet = SimulatedFleet.start(options(devices, worker.url()));
    }

    private static FleetOptions options(int devices, URI url) {
        return FleetOptions.of(url, "demo@example.com", "demo-password")
                .withDevices(devices)
                .withInterval(Duration.ofMillis(100))
                .withConnectsPerSecond(1_000);
    }
}
