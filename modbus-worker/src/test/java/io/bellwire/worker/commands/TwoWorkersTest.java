package io.bellwire.worker.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.Json;
import io.bellwire.worker.Overheard;
import io.bellwire.worker.TestWorker;
import io.bellwire.worker.TestWorker.Person;
import io.bellwire.worker.devices.DeviceHub;
import io.bellwire.worker.sessions.ThisWorker;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A device is where it was last, whichever instance is asked. */
class TwoWorkersTest extends TwoWorkers {

    @Test
    void a_command_finds_its_device_whichever_instance_is_asked() {
        FakeDevice device = there.device(owner);
        String connection = here.connectionOf(device.sessionId()).orElseThrow();
        Answer sent = send(here, owner, device.sessionId()).assertStatus(200);
        assertThat(sent.json())
                .isEqualTo(Json.parse(
                        "{\"detail\": \"Message sent\", \"session_token\": \"%s\", \"connection_id\": \"%s\"}"
                                .formatted(device.sessionId(), connection)));
        assertThat(device.isSent().path("n").asInt(0)).isEqualTo(1);

        Answer status =
                here.as(owner).get("/devices/" + device.sessionId() + "/status").assertStatus(200);
        assertThat(status.json().path("worker_id").asString(""))
                .isEqualTo(there.bean(ThisWorker.class).id());

        Answer broadcast = here.as(owner)
                .post("/broadcast_modbus_command?hex_data=01030000000ac585&session_id=" + device.sessionId())
                .assertStatus(200);
        assertThat(broadcast.json().path("sent_successfully").asInt(0)).isEqualTo(1);
        assertThat(broadcast.json().path("expected_crc").asString("")).isEqualTo("c5 cd");
        assertThat(device.isSent().path("hex_data").asString("")).isEqualTo("01 03 00 00 00 0a c5 85");

        assertThat(here.as(owner).get("/devices/connected").json().path("count").asInt(0))
                .isEqualTo(1);
        here.as(owner).delete("/devices/" + device.sessionId()).assertStatus(204);
        device.socket().assertClosed(1000, "Device deleted");
    }

    @Test
    void a_message_is_handed_on_in_its_own_words() {
        FakeDevice device = there.device(owner);
        String data = "{\"a\": [1e2,1.10,123456789012345678901234567890],\n\"b\":\"\\u00f6 ö\"}";
        here.as(owner)
                .post("/send_message", "{\"session_token\":\"" + device.sessionId() + "\",\"data\":" + data + "}")
                .assertStatus(200);
        assertThat(device.socket().nextText()).isEqualTo(data);
        device.leaves();
    }

    @Test
    void another_accounts_device_is_404_on_every_instance() {
        FakeDevice device = there.device(owner);
        Person other = here.user();
        send(here, other, device.sessionId()).assertProblem(404, "is not connected");
        send(there, other, device.sessionId()).assertProblem(404, "is not connected");
        send(here, here.operator(), device.sessionId()).assertStatus(200);
        device.isSent();
        device.isSentNothing().leaves();
    }

    @Test
    void a_device_that_reconnects_to_another_instance_is_replaced_there_and_does_not_disconnect() {
        try (Overheard heard = Overheard.of(there, owner)) {
            FakeDevice old = here.device(owner);
            heard.next("device_connected");
            FakeDevice again = there.device(owner, old.sessionId());
            old.socket().assertClosed(4409, "replaced");
            heard.next("device_connected");
            Await.until("forgotten", () -> here.bean(DeviceHub.class).count() == 0);
            send(here, owner, old.sessionId()).assertStatus(200);
            assertThat(again.isSent().path("n").asInt(0)).isEqualTo(1);
            assertThat(heard.rest()).isEmpty();
            again.leaves();
            heard.next("device_disconnected");
        }
    }

    @Test
    void of_connects_to_both_at_once_one_stays_and_is_where_the_directory_says() {
        String id = TestWorker.newId();
        List<FakeDevice> devices = IntStream.range(0, 8)
                .mapToObj(i -> (i % 2 == 0 ? here : there).stranger(id))
                .toList();
        devices.parallelStream().forEach(device -> device.sendsCredentials(owner.email(), TestWorker.PASSWORD));
        Await.until(
                "one is left",
                () -> devices.stream()
                                .filter(device -> !device.socket().isClosed())
                                .count()
                        == 1);
        FakeDevice left = devices.stream()
                .filter(device -> !device.socket().isClosed())
                .findFirst()
                .orElseThrow();
        String connection = here.connectionOf(id).orElseThrow();
        assertThat(left.isSent().path("connection_id").asString("")).isEqualTo(connection);
        assertThat(here.redisHash("ws:connection:" + connection)).containsEntry("generation", here.generationOf(id));
        send(here, owner, id).assertStatus(200);
        send(there, owner, id).assertStatus(200);
        left.leaves();
    }

    /** Twenty ids at the same time, each claimed by two sockets on each instance. */
    @Test
    void of_many_ids_claimed_on_both_at_once_each_ends_with_one_socket_that_the_directory_names() {
        record Round(String id, List<FakeDevice> devices) {
            List<FakeDevice> left() {
                return devices.stream()
                        .filter(device -> !device.socket().isClosed())
                        .toList();
            }
        }
        List<Round> rounds = IntStream.range(0, 20)
                .mapToObj(i -> TestWorker.newId())
                .map(id -> new Round(
                        id,
                        IntStream.range(0, 4)
                                .mapToObj(i -> (i % 2 == 0 ? here : there).stranger(id))
                                .toList()))
                .toList();
        List<FakeDevice> mixed = IntStream.range(0, 4)
                .boxed()
                .flatMap(i -> rounds.stream().map(round -> round.devices().get(i)))
                .toList();
        mixed.parallelStream().forEach(device -> device.sendsCredentials(owner.email(), TestWorker.PASSWORD));
        Await.until("one each is left", () -> rounds.stream()
                .allMatch(round -> round.left().size() == 1));
        for (Round round : rounds) {
            FakeDevice left = round.left().get(0);
            String connection = here.connectionOf(round.id()).orElseThrow();
            assertThat(left.isSent().path("connection_id").asString("")).isEqualTo(connection);
            assertThat(here.redisHash("ws:connection:" + connection))
                    .containsEntry("generation", here.generationOf(round.id()));
            assertThat(round.devices()).filteredOn(device -> device != left).allSatisfy(device -> device.socket()
                    .assertClosed(4409, "replaced"));
            there.stranger(round.id())
                    .sendsCredentials(here.operator().email(), TestWorker.PASSWORD)
                    .isRefused("Session belongs to another account");
            left.isSentNothing().leaves();
        }
    }

    /** Half of the guesses here, half of them there, all at once. */
    @Test
    void guesses_on_two_instances_at_once_are_limited_together() {
        List<FakeDevice> guessers = IntStream.range(0, 16)
                .mapToObj(i -> (i % 2 == 0 ? here : there).stranger(TestWorker.newId()))
                .toList();
        IntStream.range(0, guessers.size()).parallel().forEach(i -> guessers.get(i)
                .sendsCredentials(owner.email(), "guess " + i));
        assertThat(guessers.stream()
                        .map(device -> device.isSent().path("detail").asString("")))
                .filteredOn("Invalid credentials"::equals)
                .hasSize(10);
        assertThat(guessers)
                .allSatisfy(device -> assertThat(device.awaitsClose().code()).isEqualTo(1008));
        for (TestWorker worker : List.of(here, there)) {
            worker.stranger(TestWorker.newId())
                    .sendsCredentials(owner.email(), TestWorker.PASSWORD)
                    .isRefused("Too many attempts");
        }
    }
}
