package io.bellwire.gateway.items;

import static io.bellwire.gateway.items.Samples.alarm;

import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.Http;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** One user with nothing yet, and their calls. */
abstract class ItemsFixture {

    static final String ITEMS = "/api/alarms-timers";

    final RunningGateway gateway = RunningGateway.shared();
    final Person anna = gateway.newUser();
    final Http http = gateway.http(anna);

    JsonNode put(Map<String, Object> item) {
        return http.post(ITEMS, item).assertStatus(200).json();
    }

    long revision() {
        return http.get(ITEMS).json().path("revision").asLong();
    }

    static List<Map<String, Object>> items(int count) {
        return IntStream.range(0, count).mapToObj(i -> alarm("bulk-" + i)).toList();
    }
}
