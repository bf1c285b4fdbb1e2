package io.bellwire.worker.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.account.AccountRepository;
import io.bellwire.common.account.PasswordChange;
import io.bellwire.common.account.PasswordChanges;
import io.bellwire.common.account.PasswordVerifier;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.Json;
import io.bellwire.testsupport.TestSocket;
import io.bellwire.worker.Overheard;
import io.bellwire.worker.TestWorker;
import io.bellwire.worker.TestWorker.Person;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceSignInTest {

    private final TestWorker worker = TestWorker.shared();

    @Test
    void a_device_with_the_password_of_its_owner_is_let_in() {
        Person owner = worker.user();
        FakeDevice device = worker.stranger("cerbo:1.a_b@c-" + owner.id());
        device.sendsCredentials("  " + owner.email().toUpperCase(), TestWorker.PASSWORD);
        String answer = device.socket().nextText();
        String connection = worker.connectionOf(device.sessionId()).orElseThrow();
        assertThat(Json.parse(answer))
                .isEqualTo(
                        Json.parse("{\"status\": \"authenticated\", \"session_id\": \"%s\", \"connection_id\": \"%s\"}"
                                .formatted(device.sessionId(), connection)));
        device.leaves();
    }

    @ParameterizedTest(name = "{1}: {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "not json | Invalid JSON",
                "ping | Invalid JSON",
                "{\"email\": \"a@example.com\", \"password\": \"x\" | Invalid JSON",
                "{\"email\": \"a@example.com\", \"password\": \"x\", \"password\": \"y\"} | Invalid JSON",
                "{\"email\": \"a@example.com\", \"password\": \"x\"} {} | Invalid JSON",
                "{} | Missing credentials",
                "[] | Missing credentials",
                "null | Missing credentials",
                "\"a@example.com\" | Missing credentials",
                "{\"email\": \"a@example.com\"} | Missing credentials",
                "{\"password\": \"x\"} | Missing credentials",
                "{\"email\": \" \", \"password\": \"x\"} | Missing credentials",
                "{\"email\": \"a@example.com\", \"password\": \"\"} | Missing credentials",
                "{\"email\": \"a@example.com\", \"password\": null} | Missing credentials",
                "{\"email\": \"a@example.com\", \"password\": 12345678} | Missing credentials",
                "{\"email\": [\"a@example.com\"], \"password\": \"x\"} | Missing credentials",
                "{\"email\": \"a@example.com\", \"password\": \"x\"} | Invalid credentials",
                "{\"email\": \"a@example.com\", \"password\": \"x\", \"z\": 1e9999999999} | Invalid credentials",
                "{\"email\": \"a\\u0000@example.com\", \"password\": \"x\"} | Invalid credentials",
                "{\"email\": \"' OR ''=''\", \"password\": \"x\"} | Invalid credentials",
            })
    void a_first_message_that_is_no_sign_in_is_refused(String message, String detail) {
        FakeDevice device = worker.stranger(TestWorker.newId());
        device.socket().sendText(message);
        assertRefused(device.socket(), detail);
    }

    @Test
    void a_wrong_password_is_refused_like_an_unknown_account() {
        FakeDevice device = worker.stranger(TestWorker.newId());
        device.sendsCredentials(worker.user().email(), "a-passworD");
        assertRefused(device.socket(), "Invalid credentials");
    }

    /** The same work, rather than the same time, which no test can measure reliably. */
    @Test
    void an_unknown_account_costs_one_hash_just_as_a_wrong_password_does() {
        Person owner = worker.user();
        assertCostsOneHash(owner.email(), "a-passworD");
        assertCostsOneHash("nobody-" + owner.email(), "a-passworD");
        assertCostsOneHash("nobody-" + owner.email(), "nobody");
    }

    private void assertCostsOneHash(String email, String password) {
        TestWorker alone = TestWorker.impatient();
        double before = hashesComputed(alone);
        FakeDevice device = alone.stranger(TestWorker.newId());
        device.sendsCredentials(email, password);
        assertRefused(device.socket(), "Invalid credentials");
        assertThat(hashesComputed(alone) - before).isEqualTo(1);
    }

    private static double hashesComputed(TestWorker worker) {
        return worker.bean(MeterRegistry.class)
                .get("bellwire.passwords.checked")
                .counter()
                .count();
    }

    @Test
    void a_password_longer_than_any_is_refused() {
        FakeDevice device = worker.stranger(TestWorker.newId());
        device.sendsCredentials(worker.user().email(), TestWorker.PASSWORD + "x".repeat(20_000));
        assertRefused(device.socket(), "Invalid credentials");
    }

    @Test
    void half_a_surrogate_pair_is_no_question_mark() {
        Person owner = worker.user();
        changePassword(owner, "password?");
        FakeDevice device = worker.stranger(TestWorker.newId()).signsIn(owner.email(), "password?");
        FakeDevice other = worker.stranger(TestWorker.newId());
        other.socket().sendText("{\"email\": \"" + owner.email() + "\", \"password\": \"password\\ud800\"}");
        assertRefused(other.socket(), "Invalid credentials");
        device.leaves();
    }

    @Test
    void a_binary_first_message_is_refused() {
        FakeDevice device = worker.stranger(TestWorker.newId());
        device.sendsBinary(new byte[] {9, 3, 2, 0, 42});
        assertRefused(device.socket(), "Invalid JSON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?session_id=",
                "?session_id",
                "?session_id=%20",
                "?session=cerbo",
                "?session_id=-cerbo",
                "?session_id=a%20b",
                "?session_id=a/b",
                "?session_id=%D1%86",
                "?session_id=a%00",
                "?session_id=health",
                "?session_id=ws"
            })
    void a_session_id_that_is_none_is_refused(String query) {
        try (TestSocket socket = TestSocket.connect(URI.create(worker.sockets() + query))) {
            assertRefused(socket, "Invalid session_id");
        }
    }

    @Test
    void a_session_id_has_at_most_128_characters() {
        Person owner = worker.user();
        String longest = "c".repeat(128 - owner.id().length()) + owner.id();
        worker.device(owner, longest).leaves();
        try (TestSocket socket = TestSocket.connect(worker.socket(longest + "c"))) {
            assertRefused(socket, "Invalid session_id");
        }
    }

    @Test
    void another_account_cannot_take_a_session_id() {
        Person owner = worker.user();
        FakeDevice device = worker.device(owner);
        FakeDevice thief = worker.stranger(device.sessionId());
        thief.sendsCredentials(worker.user().email(), TestWorker.PASSWORD);
        assertRefused(thief.socket(), "Session belongs to another account");
        device.isSentNothing().leaves();
    }

    @Test
    void nothing_is_accepted_before_the_sign_in() {
        Person owner = worker.user();
        String id = TestWorker.newId();
        try (Overheard heard = Overheard.of(worker, owner)) {
            FakeDevice device = worker.stranger(id);
            assertThat(worker.connectionOf(id)).isEmpty();
            worker.as(owner).get("/devices/" + id + "/status").assertProblem(404, "is not connected");
            device.reports(Map.of("solar_power", 1500));
            assertRefused(device.socket(), "Missing credentials");
            assertThat(heard.rest()).isEmpty();
        }
    }

    @Test
    void what_is_sent_right_behind_the_credentials_is_not_lost() {
        Person owner = worker.user();
        try (Overheard heard = Overheard.of(worker, owner)) {
            FakeDevice device = worker.stranger(TestWorker.newId());
            device.sendsCredentials(owner.email(), TestWorker.PASSWORD)
                    .reports(Map.of("n", 1))
                    .reports(Map.of("n", 2));
            heard.next("device_connected");
            assertThat(heard.next("device_data").at("/data/n").asInt(0)).isEqualTo(1);
            assertThat(heard.next("device_data").at("/data/n").asInt(0)).isEqualTo(2);
            assertThat(device.isSent().path("status").asString("")).isEqualTo("authenticated");
            device.leaves();
        }
    }

    @Test
    void whoever_says_nothing_is_sent_away() {
        FakeDevice device = TestWorker.impatient().stranger(TestWorker.newId());
        assertRefused(device.socket(), "Authentication timeout");
    }

    @Test
    void after_ten_wrong_guesses_the_address_has_to_wait_even_with_the_right_password() {
        Person owner = worker.user();
        String address = "198.51.100.7";
        for (int i = 0; i < 10; i++) {
            guess(address, owner, "guess-" + i, "Invalid credentials");
        }
        guess(address, owner, TestWorker.PASSWORD, "Too many attempts");
        TestSocket elsewhere = worker.socketFrom("198.51.100.8", TestWorker.newId());
        elsewhere.sendJson(Map.of("email", owner.email(), "password", TestWorker.PASSWORD));
        assertThat(elsewhere.next().path("status").asString("")).isEqualTo("authenticated");
        elsewhere.close();
    }

    @Test
    void credentials_that_were_good_lately_pass_the_limit() {
        Person owner = worker.user();
        worker.device(owner).leaves();
        String address = "198.51.100.9";
        for (int i = 0; i < 10; i++) {
            guess(address, owner, "guess-" + i, "Invalid credentials");
        }
        guess(address, owner, "another guess", "Too many attempts");
        TestSocket device = worker.socketFrom(address, TestWorker.newId());
        device.sendJson(Map.of("email", owner.email(), "password", TestWorker.PASSWORD));
        assertThat(device.next().path("status").asString("")).isEqualTo("authenticated");
        device.close();
    }

    private void guess(String address, Person owner, String password, String answer) {
        try (TestSocket socket = worker.socketFrom(address, TestWorker.newId())) {
            socket.sendJson(Map.of("email", owner.email(), "password", password));
            assertRefused(socket, answer);
        }
    }

    @Test
    void an_account_has_a_limited_number_of_devices_however_many_connect_at_once() {
        TestWorker three = TestWorker.impatient();
        Person owner = three.user();
        List<FakeDevice> devices = IntStream.range(0, 5)
                .mapToObj(i -> three.stranger(TestWorker.newId()))
                .toList();
        devices.parallelStream().forEach(device -> device.sendsCredentials(owner.email(), TestWorker.PASSWORD));
        List<String> answers = devices.stream()
                .map(device -> device.isSent())
                .map(answer ->
                        answer.path("detail").asString(answer.path("status").asString("")))
                .toList();
        assertThat(answers)
                .containsOnly("authenticated", "Too many devices in this account")
                .filteredOn("authenticated"::equals)
                .hasSize(3);
        three.device(owner, devices.get(answers.indexOf("authenticated")).sessionId())
                .leaves();
        devices.forEach(FakeDevice::close);
        Await.until("all have left", () -> devices.stream()
                .allMatch(device -> three.connectionOf(device.sessionId()).isEmpty()));
    }

    @Test
    void another_password_ends_the_devices_that_signed_in_with_the_old_one() {
        Person owner = worker.user();
        FakeDevice old = worker.device(owner);
        FakeDevice others = worker.device(worker.user());
        PasswordChange change = changePassword(owner, "another-password");
        worker.bean(PasswordChanges.class).announce(change).block(Await.LIMIT);
        assertRefused(old.socket(), "Invalid credentials");
        FakeDevice current = worker.stranger(old.sessionId()).signsIn(owner.email(), "another-password");
        worker.bean(PasswordChanges.class).announce(change).block(Await.LIMIT);
        current.isSentNothing().leaves();
        others.isSentNothing().leaves();
        FakeDevice stale = worker.stranger(old.sessionId());
        stale.sendsCredentials(owner.email(), TestWorker.PASSWORD);
        assertRefused(stale.socket(), "Invalid credentials");
    }

    @Test
    void another_password_is_found_even_if_the_bus_did_not_tell() {
        TestWorker impatient = TestWorker.impatient();
        Person owner = impatient.user();
        FakeDevice device = impatient.device(owner);
        changePassword(owner, "another-password");
        assertRefused(device.socket(), "Invalid credentials");
    }

    private PasswordChange changePassword(Person owner, String password) {
        Instant at = worker.bean(PasswordVerifier.class)
                .hash(password)
                .flatMap(hash -> worker.bean(AccountRepository.class)
                        .changePassword(owner.account().id(), hash))
                .block(Await.LIMIT);
        return new PasswordChange(owner.account().id(), at);
    }

    private static void assertRefused(TestSocket socket, String detail) {
        assertThat(socket.next()).isEqualTo(Json.parse(Json.text(Map.of("status", "error", "detail", detail))));
        socket.assertClosed(1008, detail);
    }
}
