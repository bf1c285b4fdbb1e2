package io.bellwire.gateway.faults;

import static io.bellwire.gateway.items.Samples.alarm;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.Database;
import io.bellwire.gateway.FakeWorker;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.gateway.SyncingClient;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.Json;
import io.bellwire.testsupport.LiveObjects;
import io.bellwire.testsupport.RawHttp;
import io.bellwire.testsupport.RawWebSocket;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.WireProxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.NettyDataBuffer;

/** What wires do: between clients and the gateway, and between the gateway and a worker. */
class WireFaultsTest {

    private static final String ITEMS = "/api/alarms-timers";
    private static final String PROXY = "/api/energetic_device_proxy";
    private static final String SENT = "{\"detail\":\"Message sent\",\"session_token\":\"a\",\"connection_id\":\"c\"}";

    private static final Database DATABASE = new Database(RealServices.postgres());

    private static FakeWorker worker;
    private static WireProxy toWorker;
    private static RunningGateway gateway;
    private static WireProxy toGateway;

    private final Person anna = gateway.newUser();
    private final Http http = gateway.http(anna);

    @BeforeAll
    static void start() {
        worker = new FakeWorker();
        worker.answers("/devices/connected", "{\"connected_devices\":[],\"count\":0}");
        worker.answers("/send_message", 200, SENT);
        toWorker = WireProxy.to("127.0.0.1", URI.create(worker.url()).getPort());
        gateway = RunningGateway.with(Map.of("bellwire.worker.url", "http://127.0.0.1:" + toWorker.port()));
        toGateway = WireProxy.to("127.0.0.1", gateway.port());
    }

    @AfterEach
    void heal() {
        toGateway.heal();
        toWorker.heal();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        toGateway.close();
        toWorker.close();
        worker.close();
    }

    private void putBulk(int count) {
        List<Map<String, Object>> items =
                IntStream.range(0, count).mapToObj(i -> alarm("a" + i)).toList();
        http.post(ITEMS + "/bulk", Map.of("items", items)).assertStatus(200);
    }

    private int connections() {
        return http.get(ITEMS + "/ws/stats").json().path("total_connections").asInt(-1);
    }

    private static long commandsAsked() {
        return worker.asked().stream()
                .filter(asked -> asked.path().startsWith("/send_message"))
                .count();
    }

    @Test
    void a_socket_that_is_reset_in_mid_frame_loses_and_doubles_nothing() {
        SyncingClient client = SyncingClient.of(anna.id(), anna.token(), toGateway.port());
        int rounds = 8;
        for (int round = 0; round < rounds; round++) {
            toGateway.resetAfter(1 + 997L * round);
            putBulk(25);
            Await.until("the connection is reset", () -> client.socket().isClosed());
            client.catchesUp().comesBackTo(toGateway.port()).agreesWith(DATABASE);
        }
        assertThat(client.syncReasons()).isEmpty();
        assertThat(client.revisions().get(client.revisions().size() - 1)).isEqualTo(25L * rounds);
        Await.that(() -> assertThat(connections()).isEqualTo(1));
        client.close();
    }

    @Test
    void a_client_that_resets_in_the_middle_of_its_own_frame_leaves_nothing_behind() {
        byte[] ping = RawWebSocket.frame(true, RawWebSocket.TEXT, "{\"type\":\"ping\"}".getBytes());
        for (int bytes = 1; bytes < ping.length; bytes++) {
            RawWebSocket raw = RawWebSocket.connect(gateway.webSocket(ITEMS + "/ws?token=" + anna.token()));
            raw.readFrame(RawWebSocket.TEXT);
            raw.sendBytes(Arrays.copyOf(ping, bytes));
            raw.reset();
        }
        Await.that(() -> assertThat(connections()).isZero());
    }

    @Test
    void bytes_that_arrive_one_at_a_time_are_requests_and_messages_all_the_same() {
        toGateway.slice(1);
        SyncingClient client = SyncingClient.of(anna.id(), anna.token(), toGateway.port());
        Http sliced = Http.at(toGateway.port()).as(anna.token());
        for (int i = 0; i < 10; i++) {
            sliced.post(ITEMS, alarm("a" + i)).assertStatus(200);
        }
        client.isStillConnected().agreesWith(DATABASE);
        assertThat(client.revisions())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 10).boxed().toList());
        assertThat(sliced.get(ITEMS).assertStatus(200).json().path("count").asInt())
                .isEqualTo(10);
        client.close();
    }

    @Test
    void a_body_whose_bytes_arrive_one_at_a_time_is_not_kept_as_a_buffer_for_each() {
        int bytes = 20_000;
        try (RawHttp raw = RawHttp.connect(gateway.port())) {
            raw.beginPost(ITEMS, anna.token()).sendByteByByte(Json.text(alarm("a")) + " ".repeat(bytes));
            Await.forASecond(() ->
                    assertThat(LiveObjects.of(NettyDataBuffer.class.getName())).isLessThan(bytes / 20));
            assertThat(raw.endBody().status()).isEqualTo(200);
        }
    }

    @Test
    void a_command_whose_reply_is_lost_is_a_504_and_never_repeated() {
        long before = commandsAsked();
        toWorker.dropAnswers();
        http.post(PROXY + "/send_message?session_token=a", "{}").assertProblem(504, "whether it acted is not known");
        assertThat(commandsAsked()).isEqualTo(before + 1);
        toWorker.heal();
        http.post(PROXY + "/send_message?session_token=a", "{}").assertStatus(200);
        assertThat(commandsAsked()).isEqualTo(before + 2);
    }

    @Test
    void a_command_whose_reply_breaks_off_is_a_504_and_never_repeated() {
        long before = commandsAsked();
        worker.holdsBack("/send_message");
        CompletableFuture<Answer> command = http.postAsync(PROXY + "/send_message?session_token=a", "{}");
        Await.until("the worker has been asked", () -> commandsAsked() == before + 1);
        toWorker.resetAfter(20);
        worker.answers("/send_message", 200, SENT);
        worker.letsGo();
        command.join().assertProblem(504, "whether it acted is not known");
        assertThat(commandsAsked()).isEqualTo(before + 1);
    }

    @Test
    void kept_connections_to_the_worker_that_are_closed_under_a_call_cost_no_read_and_double_no_command() {
        int underARead = 0;
        for (int round = 0; round < 20; round++) {
            http.get(PROXY + "/devices/connected").assertStatus(200);
            long before = commandsAsked();
            toWorker.resetAll();
            Answer command = http.post(PROXY + "/send_message?session_token=a", "{}");
            assertThat(command.status()).as("%s", command).isIn(200, 503, 504);
            assertThat(commandsAsked() - before).isLessThanOrEqualTo(1);
            if (command.status() == 200) {
                assertThat(commandsAsked()).isEqualTo(before + 1);
            }
            http.get(PROXY + "/devices/connected").assertStatus(200);
            if (toWorker.connections() == 1) {
                toWorker.resetAfter(1);
                http.get(PROXY + "/devices/connected").assertStatus(200);
                underARead++;
            }
        }
        assertThat(underARead).isPositive();
    }

    @Test
    void a_message_in_endless_pings_between_its_fragments_does_not_grow_without_bound() {
        try (RawWebSocket raw = RawWebSocket.connect(gateway.webSocket(ITEMS + "/ws?token=" + anna.token()))) {
            raw.readFrame(RawWebSocket.TEXT);
            raw.sendFrame(false, RawWebSocket.TEXT, "{\"type\":".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 200; i++) {
                raw.sendFrame(true, RawWebSocket.PING, new byte[100]);
                raw.readFrame(RawWebSocket.PONG);
            }
            raw.sendFrame(true, RawWebSocket.CONTINUATION, "\"ping\"}".getBytes(StandardCharsets.UTF_8));
            assertThat(raw.readFrame(RawWebSocket.TEXT).text()).contains("pong");
        }
    }
}
