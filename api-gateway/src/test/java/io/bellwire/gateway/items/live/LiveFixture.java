package io.bellwire.gateway.items.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.FakeClient;
import io.bellwire.testsupport.Http;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** One user with nothing yet, and their clients. */
abstract class LiveFixture {

    static final String ITEMS = "/api/alarms-timers";

    final RunningGateway gateway = RunningGateway.shared();
    final Person anna = gateway.newUser();
    final Http http = gateway.http(anna);
    private final List<FakeClient> clients = new ArrayList<>();

    FakeClient connected(FakeClient.Handshake handshake) {
        FakeClient client = handshake.connects();
        clients.add(client);
        return client;
    }

    FakeClient desktop() {
        return connected(gateway.client(anna));
    }

    FakeClient.Handshake browser() {
        return gateway.client(anna).from(RunningGateway.ALLOWED_ORIGIN);
    }

    /** As many new alarms as that, in order, and nothing else. */
    static void receivesAlarms(FakeClient client, int count) {
        for (long revision = 1; revision <= count; revision++) {
            assertThat(client.receives("alarm_created").path("revision").asLong())
                    .isEqualTo(revision);
        }
        client.receivesNothing();
    }

    void put(Map<String, Object> item) {
        http.post(ITEMS, item).assertStatus(200);
    }

    void delete(String id) {
        http.delete(ITEMS + "/" + id).assertStatus(200);
    }

    @AfterEach
    void disconnect() {
        clients.forEach(FakeClient::close);
    }
}
