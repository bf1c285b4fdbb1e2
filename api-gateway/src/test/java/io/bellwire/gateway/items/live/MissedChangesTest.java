package io.bellwire.gateway.items.live;

import static io.bellwire.gateway.items.Samples.alarm;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.bus.Bus;
import io.bellwire.gateway.Database;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeClient;
import io.bellwire.testsupport.RealServices;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;

/** Promise 3: what the bus did not tell is found in PostgreSQL. */
class MissedChangesTest {

    private static final String ITEMS = "/api/alarms-timers";

    /** A database of its own: ending its epoch concerns every client of it. */
    private static final RealServices.Postgres POSTGRES = RealServices.newDatabase();

    /** With one connection, since each of PostgreSQL's backends tells what it has done in its own time. */
    private static final RunningGateway GATEWAY = RunningGateway.on(
            POSTGRES,
            Map.of(
                    "bellwire.sync.sweep-interval",
                    "200ms",
                    "spring.r2dbc.pool.initial-size",
                    1,
                    "spring.r2dbc.pool.max-size",
                    1));

    private final Person anna = GATEWAY.newUser();

    @AfterAll
    static void stop() {
        GATEWAY.close();
    }

    private void put(String id) {
        GATEWAY.http(anna).post(ITEMS, alarm(id)).assertStatus(200);
    }

    private void sql(String statement) {
        GATEWAY.bean(DatabaseClient.class)
                .sql(statement.replace("$user", "'" + anna.id() + "'"))
                .fetch()
                .rowsUpdated()
                .block(Await.LIMIT);
    }

    /** As a gateway does that commits so often and dies before it tells anyone; for the sweep it is one moment. */
    private void changedWithoutAWord(String label, int times) {
        sql("WITH counter AS (UPDATE user_revisions SET revision = revision + $times WHERE user_id = $user"
                        .replace("$times", Integer.toString(times))
                + " RETURNING revision) UPDATE alarms_timers item SET label = '" + label
                + "', version = item.version + " + times + ", revision = counter.revision"
                + " FROM counter WHERE item.user_id = $user");
    }

    @Test
    void a_change_that_nobody_told_of_is_found_by_the_sweep() {
        put("a1");
        FakeClient client = GATEWAY.client(anna).connects();
        client.receives("alarm_created", "a1");
        changedWithoutAWord("silent", 1);
        JsonNode found = client.receives("alarm_updated", "a1");
        assertThat(found.path("data").path("label").asString()).isEqualTo("silent");
        assertThat(found.path("revision").asLong()).isEqualTo(2);
        client.receivesNothing();
        client.close();
    }

    @Test
    void a_gap_that_the_bus_left_is_filled_and_what_came_early_is_not_doubled() {
        put("a1");
        FakeClient client = GATEWAY.client(anna).connects();
        client.receives("alarm_created", "a1");
        changedWithoutAWord("third", 2);
        byte[] early = UserMessage.encode(new UserMessage.Changed(
                "another-gateway",
                new EncodedChange(3, Instant.now(), "{\"type\":\"alarm_updated\",\"revision\":3}".getBytes())));
        GATEWAY.bean(Bus.class).publish(UserMessage.topic(anna.id()), early).block(Await.LIMIT);
        assertThat(client.receives("alarm_updated").path("revision").asLong()).isEqualTo(3);
        client.receivesNothing();
        put("a2");
        assertThat(client.receives("alarm_created").path("revision").asLong()).isEqualTo(4);
        client.close();
    }

    /** Of all that the gateway asks; asked for from another database, so that the question does not count. */
    private static long transactions() {
        return new Database(RealServices.postgres())
                .number("SELECT xact_commit FROM pg_stat_database WHERE datname = ?", POSTGRES.database());
    }

    @Test
    void a_sweep_is_one_query_however_many_users_are_connected() {
        int sweeps = 15;
        int users = 30;
        List<FakeClient> clients = Stream.generate(GATEWAY::newUser)
                .limit(users)
                .map(user -> GATEWAY.client(user).connects())
                .toList();
        // a backend tells what it has done once a second
        long warm = transactions();
        Awaitility.await().until(() -> transactions() > warm);
        long before = transactions();
        Awaitility.await().until(() -> transactions() - before >= sweeps);
        assertThat(transactions() - before).isLessThan(sweeps + users);
        clients.forEach(FakeClient::close);
    }

    @Test
    void an_older_backup_gets_an_epoch_of_its_own_and_every_client_is_told_to_sync() {
        put("a1");
        put("a2");
        FakeClient client = GATEWAY.client(anna).connects();
        client.receives("alarm_created", "a1");
        client.receives("alarm_created", "a2");
        FakeClient other = GATEWAY.client(GATEWAY.newUser()).connects();
        sql("DELETE FROM alarms_timers WHERE user_id = $user AND id = 'a2'");
        sql("UPDATE user_revisions SET revision = 1 WHERE user_id = $user");
        assertThat(client.receives("sync_required").path("revision").asLong()).isEqualTo(1);
        other.receives("sync_required");
        String epoch = GATEWAY.http(anna).get(ITEMS).json().path("epoch").asString();
        assertThat(epoch).isNotEqualTo(client.epoch());
        put("a3");
        assertThat(client.receives("alarm_created", "a3").path("revision").asLong())
                .isEqualTo(2);
        client.close();
        other.close();
    }

    @Test
    void an_older_backup_gets_one_epoch_however_many_gateways_find_it_however_often_they_look() {
        Database database = new Database(POSTGRES);
        database.execute("CREATE TABLE epochs (epoch uuid)");
        database.execute("CREATE FUNCTION note_epoch() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN INSERT INTO epochs VALUES (NEW.epoch); RETURN NULL; END $$");
        database.execute(
                "CREATE TRIGGER note_epoch AFTER UPDATE ON sync_epoch" + " FOR EACH ROW EXECUTE FUNCTION note_epoch()");
        int backups = 5;
        Map<String, Object> looksAllTheTime = Map.of("bellwire.sync.sweep-interval", "2ms");
        try (RunningGateway one = RunningGateway.on(POSTGRES, looksAllTheTime);
                RunningGateway two = RunningGateway.on(POSTGRES, looksAllTheTime)) {
            for (int i = 0; i <= backups; i++) {
                put("a" + i);
            }
            List<FakeClient> clients = Stream.of(one, two)
                    .map(gateway -> gateway.client(anna).since(backups + 1, "").connects())
                    .toList();
            for (int i = 1; i <= backups; i++) {
                sql("UPDATE user_revisions SET revision = revision - 1 WHERE user_id = $user");
                clients.forEach(client -> client.receives("sync_required"));
            }
            Await.forASecond(() ->
                    assertThat(database.number("SELECT count(*) FROM epochs")).isEqualTo(backups));
            clients.forEach(FakeClient::receivesNothing);
            clients.forEach(FakeClient::close);
        }
    }

    /** By whoever makes the write and by whoever hears of it; no look gets to see the lower revision. */
    @Test
    void an_older_backup_is_noticed_although_a_write_brings_it_level_at_once() {
        Map<String, Object> doesNotSweep = Map.of("bellwire.sync.sweep-interval", "1h");
        try (RunningGateway one = RunningGateway.on(POSTGRES, doesNotSweep);
                RunningGateway two = RunningGateway.on(POSTGRES, doesNotSweep)) {
            for (RunningGateway writing : List.of(one, two)) {
                put("lost");
                JsonNode before = state();
                List<FakeClient> clients = Stream.of(one, two)
                        .map(gateway -> gateway.client(anna)
                                .since(before.path("revision").asLong(), "")
                                .connects())
                        .toList();
                // whoever has joined the bus looks once more
                Await.forASecond(() -> assertThat(state()).isEqualTo(before));
                sql("WITH lost AS (DELETE FROM alarms_timers WHERE user_id = $user AND id = 'lost')"
                        + " UPDATE user_revisions SET revision = revision - 1 WHERE user_id = $user");
                writing.http(anna).post(ITEMS, alarm("level-" + writing.port())).assertStatus(200);
                clients.forEach(client -> client.receives("sync_required"));
                assertThat(state().path("epoch")).isNotEqualTo(before.path("epoch"));
                writing.http(anna).post(ITEMS, alarm("on-" + writing.port())).assertStatus(200);
                clients.forEach(client -> client.receives("alarm_created", "on-" + writing.port()));
                clients.forEach(FakeClient::close);
            }
        }
    }

    private JsonNode state() {
        return GATEWAY.http(anna).get(ITEMS).json();
    }

    @Test
    void after_the_documented_command_every_client_is_told_to_sync() {
        put("a1");
        FakeClient client = GATEWAY.client(anna).connects();
        client.receives("alarm_created");
        sql("UPDATE sync_epoch SET epoch = gen_random_uuid()");
        assertThat(client.receives("sync_required").path("revision").asLong()).isEqualTo(1);
        client.receivesNothing();
        client.close();
    }
}
