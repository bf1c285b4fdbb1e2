package io.bellwire.gateway.items.live;

import static io.bellwire.gateway.items.Samples.alarm;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.gateway.SlowReader;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeClient;
import io.bellwire.testsupport.RawWebSocket;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Heartbeats, and promise 5: a peer that is gone without a FIN is noticed. */
class HeartbeatTest {

    private static final RunningGateway GATEWAY =
            RunningGateway.with(Map.of("bellwire.socket.heartbeat-interval", "2s"));

    private final Person anna = GATEWAY.newUser();

    @AfterAll
    static void stop() {
        GATEWAY.close();
    }

    @Test
    void a_heartbeat_carries_the_last_revision_delivered_on_this_connection() {
        FakeClient client = GATEWAY.client(anna).connects();
        assertThat(client.greeting().path("heartbeat_interval").asInt()).isEqualTo(2);
        JsonNode before = client.socket().next("heartbeat");
        assertThat(before.propertyNames()).containsExactly("type", "timestamp", "revision");
        assertThat(before.path("revision").asLong(-1)).isZero();
        GATEWAY.http(anna).post("/api/alarms-timers", alarm("a1")).assertStatus(200);
        client.receives("alarm_created");
        assertThat(client.socket().next("heartbeat").path("revision").asLong()).isEqualTo(1);
        client.close();
    }

    @Test
    void a_peer_that_answers_pings_stays() {
        FakeClient client = GATEWAY.client(anna).connects();
        Await.until("five pings were answered", () -> client.socket().pings() >= 5);
        client.receivesNothing();
        client.close();
    }

    @Test
    void a_peer_that_reads_1_KiB_a_second_is_not_taken_for_dead() {
        SlowReader slow = SlowReader.at(GATEWAY.webSocket("/api/alarms-timers/ws?token=" + anna.token()));
        Await.until("it is greeted", () -> !slow.messages().isEmpty());
        slow.reads(1024);
        FakeClient neighbour = GATEWAY.client(GATEWAY.newUser()).connects();
        for (int bulk = 0; bulk < 4; bulk++) {
            List<Map<String, Object>> items =
                    IntStream.range(0, 500).mapToObj(i -> alarm("a" + i)).toList();
            GATEWAY.http(anna)
                    .post("/api/alarms-timers/bulk", Map.of("items", items))
                    .assertStatus(200);
        }
        int before = neighbour.socket().pings();
        Await.until(
                "its neighbour was pinged six times", () -> neighbour.socket().pings() >= before + 6);
        assertThat(slow.hasEnded()).isFalse();
        slow.readsAsFastAsItCan();
        Await.that(() -> assertThat(slow.messages())
                .anyMatch(message -> message.path("reason").asString("").equals("slow consumer")));
        assertThat(slow.hasEnded()).isFalse();
        slow.close();
        neighbour.close();
    }

    @Test
    void a_peer_that_leaves_two_pings_unanswered_is_dropped() {
        RawWebSocket silent = RawWebSocket.connect(GATEWAY.webSocket("/api/alarms-timers/ws?token=" + anna.token()));
        int pings = 0;
        try {
            while (true) {
                if (silent.readFrame().opcode() == RawWebSocket.PING) {
                    pings++;
                }
            }
        } catch (AssertionError | RuntimeException ended) {
            assertThat(pings).isEqualTo(2);
        }
        Await.that(() -> assertThat(GATEWAY.http(anna)
                        .get("/api/alarms-timers/ws/stats")
                        .json()
                        .path("total_connections")
                        .asInt(-1))
                .isZero());
    }
}
