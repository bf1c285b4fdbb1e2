package io.bellwire.checker.actors;

import io.bellwire.checker.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Looks at what the gateways say when all is quiet. */
public final class Audit {

    private final Api api;
    private final Person operator;
    private final Map<String, Person> people = new TreeMap<>();

    public Audit(Stage stage, Person operator, List<Person> people) {
        this.api = stage.api();
        this.operator = operator;
        people.forEach(person -> this.people.put(person.id(), person));
    }

    /** By id. */
    public Map<String, JsonNode> items(String user) {
        Person person = people.get(user);
        if (person == null) {
            throw new IllegalArgumentException("No user " + user);
        }
        Map<String, JsonNode> items = new TreeMap<>();
        api.get(0, "/api/alarms-timers", person.token())
                .reply()
                .join()
                .body()
                .path("items")
                .forEach(item -> items.put(item.path("id").asString(), item));
        return items;
    }

    /** All that are connected, as each gateway has it from its worker. */
    public List<JsonNode> deviceLists() {
        List<JsonNode> lists = new ArrayList<>();
        IntStream.range(0, Cluster.EACH).forEach(gateway -> lists.add(deviceList(gateway)));
        return lists;
    }

    /** Whatever else the gateway says, where it is no list. */
    private JsonNode deviceList(int gateway) {
        try {
            JsonNode answer = api.get(gateway, "/api/energetic_device_proxy/devices/connected", operator.token())
                    .reply()
                    .join()
                    .body();
            return answer.path("connected_devices").isMissingNode() ? answer : answer.path("connected_devices");
        } catch (CompletionException noAnswer) {
            return StringNode.valueOf(String.valueOf(noAnswer.getCause()));
        }
    }
}
