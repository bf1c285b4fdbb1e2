package io.bellwire.checker;

import io.bellwire.checker.actors.Audit;
import io.bellwire.checker.actors.Device;
import io.bellwire.checker.actors.ItemClient;
import io.bellwire.checker.cluster.Cluster;
import io.bellwire.checker.cluster.TruthTable;
import io.bellwire.checker.faults.BusMischief;
import io.bellwire.checker.history.Commit;
import io.bellwire.checker.history.Connection;
import io.bellwire.checker.verify.UserLog;
import io.bellwire.checker.verify.Violation;
import io.bellwire.checker.verify.Violation.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;

/** After everything is whole again and nobody writes: everyone ends with the same, and it is what PostgreSQL holds. */
final class FinalCheck {

    /** Reconnects, sweeps, and what lives in Redis for a minute after its worker died. */
    private static final Duration QUIET_LIMIT = Duration.ofSeconds(120);

    private final Cluster cluster;
    private final Referee referee;
    private final TruthTable table;
    private final BusMischief redis;
    private final Audit audit;
    private final List<ItemClient> clients;
    private final List<Device> devices;

    FinalCheck(
            Cluster cluster,
            Referee referee,
            TruthTable table,
            BusMischief redis,
            Audit audit,
            List<ItemClient> clients,
            List<Device> devices) {
        this.cluster = cluster;
        this.referee = referee;
        this.table = table;
        this.redis = redis;
        this.audit = audit;
        this.clients = clients;
        this.devices = devices;
    }

    void run() throws SQLException {
        await(Kind.PROCESS, "instances that are not ready", () -> cluster.instances().stream()
                .flatMap(instance -> instance.lack().stream())
                .toList());
        await(Kind.LOST, "clients that lag behind", () -> {
            boolean answered = referee.look();
            return answered && referee.isSettled()
                    ? clients.stream()
                            .filter(client -> !isUpToDate(client))
                            .map(this::position)
                            .toList()
                    : List.of("PostgreSQL or writes under way");
        });
        Map<String, Long> counters = table.counters();
        for (String user : clients.stream().map(ItemClient::user).distinct().toList()) {
            requireSame("the counter of " + user, referee.log(user).head(), counters.getOrDefault(user, 0L));
            requireSame("the items of " + user, stored(referee.log(user)), table.items(user));
        }
        for (ItemClient client : clients) {
            requireSame(
                    client.name() + "'s copy",
                    audit.items(client.user()),
                    client.fold().items());
        }
        await(Kind.DIFFERS, "device lists", this::wrongDeviceLists);
    }

    private interface Search {
        List<String> wrong();
    }

    private static void await(Kind kind, String what, Search search) {
        List<String> wrong = search.wrong();
        try {
            Awaitility.await()
                    .atMost(QUIET_LIMIT)
                    .pollInterval(Duration.ofMillis(250))
                    .until(() -> search.wrong().isEmpty());
        } catch (ConditionTimeoutException late) {
            throw new Violation(kind, what + " after " + QUIET_LIMIT + ": " + search.wrong() + ", at first " + wrong);
        }
    }

    private boolean isUpToDate(ItemClient client) {
        Connection connection = client.current();
        long head = referee.log(client.user()).head();
        return connection != null
                && connection.heard().isEmpty()
                && referee.covered(connection) == head
                && !client.fold().isFetching()
                && client.fold().known() == head;
    }

    private String position(ItemClient client) {
        Connection connection = client.current();
        return client.name() + " knows " + client.fold().known() + ", covers "
                + (connection == null ? "nothing, not connected" : referee.covered(connection)) + " of "
                + referee.log(client.user()).head();
    }

    private static Map<String, String> stored(UserLog log) {
        return log.latest().values().stream()
                .filter(commit -> !commit.isDeleted())
                .collect(Collectors.toMap(
                        Commit::item, commit -> commit.version() + " " + commit.label(), (a, b) -> b, TreeMap::new));
    }

    private static void requireSame(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new Violation(Kind.DIFFERS, what + difference(expected, found));
        }
    }

    private static String difference(Object expected, Object found) {
        if (expected instanceof Map<?, ?> wanted && found instanceof Map<?, ?> actual) {
            return wanted.keySet().stream()
                            .filter(key -> !Objects.equals(wanted.get(key), actual.get(key)))
                            .map(key -> ": " + key + " is " + actual.get(key) + " and should be " + wanted.get(key))
                            .collect(Collectors.joining())
                    + actual.keySet().stream()
                            .filter(key -> !wanted.containsKey(key))
                            .map(key -> ": " + key + " should not be there")
                            .collect(Collectors.joining());
        }
        return " is " + found + " and should be " + expected;
    }

    private List<String> wrongDeviceLists() {
        Map<String, String> connected = new TreeMap<>();
        devices.forEach(device -> connected.put(device.id(), Objects.requireNonNullElse(device.connectionId(), "-")));
        List<String> ids = List.copyOf(connected.keySet());
        Map<String, String> sessions = redis.values("ws:session:");
        List<JsonNode> lists = audit.deviceLists();
        boolean same = sessions.equals(connected)
                && lists.stream().allMatch(list -> list.valueStream()
                        .map(JsonNode::asString)
                        .toList()
                        .equals(ids));
        return same ? List.of() : List.of("devices " + connected + ", Redis " + sessions + ", lists " + lists);
    }
}
