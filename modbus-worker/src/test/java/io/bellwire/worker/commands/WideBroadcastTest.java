package io.bellwire.worker.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.localservices.Ports;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.Json;
import io.bellwire.worker.TestWorker;
import io.bellwire.worker.TestWorker.Person;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A broadcast over several instances. */
class WideBroadcastTest extends TwoWorkers {

    /** What the other instance is asked for as its part of a broadcast. */
    private static void assertReaches(long lastClaim, int sent, int failed) {
        Answer answer = there.as(there.operator())
                .with("Bellwire-Hop", "*")
                .with("Bellwire-Last-Claim", Long.toString(lastClaim))
                .post("/broadcast_modbus_command")
                .assertStatus(200);
        assertThat(answer.json().path("sent_successfully").asInt(-1)).isEqualTo(sent);
        assertThat(answer.json().path("failed").asInt(-1)).isEqualTo(failed);
        assertThat(answer.json().path("total_devices").asInt(-1)).isEqualTo(sent + failed);
    }

    private static long claimOf(FakeDevice device) {
        String connection = here.connectionOf(device.sessionId()).orElseThrow();
        return Long.parseLong(here.redisHash("ws:connection:" + connection).get("claim"));
    }

    @Test
    void a_broadcast_reaches_all_devices_of_all_instances_once_and_counts_them_exactly() {
        Person operator = here.operator();
        List<FakeDevice> devices = List.of(here.device(owner), there.device(owner), there.device(here.user()));
        hasNoOtherDevices(3);
        // Started again at the same address: known by its former id, too.
        knownAs("former-life", "http://127.0.0.1:" + there.port());
        for (TestWorker asked : List.of(here, there)) {
            Answer answer = asked.as(operator).post("/broadcast_modbus_command").assertStatus(200);
            assertThat(answer.json()).isEqualTo(Json.parse("""
                                    {"detail": "Modbus command broadcast complete", "total_devices": 3,
                                     "sent_successfully": 3, "failed": 0, "hex_command": "09 03 00 00 00 0a c4 85"}"""));
        }
        for (FakeDevice device : devices) {
            device.isSent();
            device.isSent();
            device.isSentNothing().leaves();
        }
        forget("former-life");
    }

    @Test
    void a_device_that_was_claimed_after_a_broadcast_began_is_not_meant() {
        FakeDevice early = there.device(owner);
        FakeDevice late = there.device(owner);
        hasNoOtherDevices(2);
        assertReaches(claimOf(early) - 1, 0, 0);
        early.isSentNothing();
        assertReaches(claimOf(early), 1, 0);
        early.isSent();
        late.isSentNothing();
        assertReaches(claimOf(late), 2, 0);
        early.isSent();
        late.isSent();
        // of an instance of the version before, which names no claim
        there.as(there.operator())
                .with("Bellwire-Hop", "*")
                .post("/broadcast_modbus_command")
                .assertStatus(200);
        List.of(early, late).forEach(device -> {
            device.isSent();
            device.isSentNothing().leaves();
        });
    }

    @Test
    void a_device_that_is_anothers_by_now_is_not_meant_by_a_broadcast_and_one_that_redis_lost_has_failed() {
        FakeDevice kept = there.device(owner);
        FakeDevice moved = there.device(owner);
        FakeDevice lost = there.device(owner);
        hasNoOtherDevices(3);
        long lastClaim = claimOf(lost);
        here.redis()
                .opsForValue()
                .set("ws:session:" + moved.sessionId(), "another")
                .block(Await.LIMIT);
        here.redis().delete("ws:session:" + lost.sessionId()).block(Await.LIMIT);
        assertReaches(lastClaim, 1, 1);
        kept.isSent();
        List.of(kept, moved, lost).forEach(device -> device.isSentNothing().leaves());
        here.redis().delete("ws:session:" + moved.sessionId()).block(Await.LIMIT);
    }

    @Test
    void claims_are_numbered_in_their_order_on_all_instances_and_also_after_redis_lost_the_number() {
        FakeDevice first = here.device(owner);
        FakeDevice second = there.device(owner);
        assertThat(claimOf(second)).isGreaterThan(claimOf(first));
        here.redis().delete("ws:claims").block(Await.LIMIT);
        FakeDevice third = here.device(owner);
        assertThat(claimOf(third)).isGreaterThan(claimOf(second));
        here.redis().delete("ws:claims").block(Await.LIMIT);
        hasNoOtherDevices(3);
        Answer answer =
                here.as(here.operator()).post("/broadcast_modbus_command").assertStatus(200);
        assertThat(answer.json().path("sent_successfully").asInt(0)).isEqualTo(3);
        FakeDevice fourth = there.device(owner);
        assertThat(claimOf(fourth))
                .isGreaterThan(Long.parseLong(here.redisGet("ws:claims").orElseThrow()) - 1)
                .isGreaterThan(claimOf(third));
        List.of(first, second, third).forEach(device -> {
            device.isSent();
            device.isSentNothing().leaves();
        });
        fourth.isSentNothing().leaves();
    }

    @Test
    void a_broadcast_says_when_an_instance_did_not_answer() {
        FakeDevice device = there.device(owner);
        hasNoOtherDevices(1);
        knownAs("dead", "http://127.0.0.1:" + Ports.free());
        Answer answer =
                here.as(here.operator()).post("/broadcast_modbus_command").assertStatus(200);
        assertThat(answer.json().path("partial").asBoolean(false)).isTrue();
        assertThat(answer.json().path("total_devices").asInt(0)).isEqualTo(1);
        assertThat(answer.json().path("sent_successfully").asInt(0)).isEqualTo(1);
        forget("dead");
        device.leaves();
    }
}
