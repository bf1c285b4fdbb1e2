package io.bellwire.gateway.faults;

import static io.bellwire.gateway.items.Samples.alarm;
import static io.bellwire.gateway.items.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.Database;
import io.bellwire.gateway.Database.Lock;
import io.bellwire.gateway.Database.Stored;
import io.bellwire.gateway.GatewayProcess;
import io.bellwire.gateway.Jwt;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.SyncingClient;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.Json;
import io.bellwire.testsupport.OwnPostgres;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.WireProxy;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Writes that are broken off at the worst moment: stored once or not at all, and told to everyone if they are. */
class InterruptedWritesTest {

    private static final String ITEMS = "/api/alarms-timers";
    private static final Map<String, Object> SWEEP_OFTEN = Map.of("bellwire.sync.sweep-interval", "300ms");

    private static final int POOL = 4;

    private static OwnPostgres postgres;
    private static Database database;
    private static WireProxy wire;
    private static RunningGateway wired;
    private static RunningGateway direct;

    private final String anna = "anna-" + UUID.randomUUID();
    private final String token = Jwt.of(anna).signed();
    private final Http http = wired.http().as(token);
    private SyncingClient here;
    private SyncingClient there;
    private SyncingClient stranger;

    @BeforeAll
    static void start() {
        postgres = OwnPostgres.start();
        database = new Database(postgres.database());
        wire = WireProxy.to("127.0.0.1", postgres.port());
        Map<String, Object> small = Map.of(
                "bellwire.sync.sweep-interval", "300ms", "DB_POOL_SIZE", POOL, "spring.r2dbc.pool.max-size", POOL);
        wired = RunningGateway.on(postgres.databaseAt(wire.port()), small);
        direct = RunningGateway.on(postgres.database(), SWEEP_OFTEN);
        database.makeCommitsHoldable();
    }

    @AfterAll
    static void stop() {
        wired.close();
        direct.close();
        wire.close();
        postgres.close();
    }

    @BeforeEach
    void clients() {
        http.post(ITEMS, alarm("first")).assertStatus(200);
        here = SyncingClient.of(anna, token, wired.port());
        there = SyncingClient.of(anna, token, direct.port());
        String other = "bert-" + UUID.randomUUID();
        stranger = SyncingClient.of(other, Jwt.of(other).signed(), direct.port());
        everyoneHasRevision(1);
    }

    @AfterEach
    void leave() {
        assertThat(stranger.catchesUp().revisions()).isEmpty();
        Stream.of(here, there, stranger).forEach(SyncingClient::close);
    }

    private void everyoneHasRevision(long revision) {
        Await.that(() -> assertThat(database.revision(anna)).isEqualTo(revision));
        for (SyncingClient client : List.of(here, there)) {
            client.agreesWith(database);
        }
    }

    private void goesOnFrom(long revision) {
        Await.that(() -> http.post(ITEMS, alarm("afterwards-" + revision)).assertStatus(200));
        everyoneHasRevision(revision + 1);
    }

    private CompletableFuture<Answer> writes(String id, Lock lock) {
        CompletableFuture<Answer> answer = http.postAsync(ITEMS, alarm(id));
        Await.until("it waits for the lock", lock::isWaitedFor);
        return answer;
    }

    @Test
    void a_commit_that_was_done_but_whose_answer_was_lost_is_stored_once_and_told_to_everyone() {
        CompletableFuture<Answer> answer;
        int port;
        try (Lock commits = database.holdCommits()) {
            answer = writes("committed", commits);
            port = commits.portOfWaiter();
            wire.dropAnswers();
        }
        Await.until("the answer is lost", () -> wire.hasLost(port));
        assertThat(database.revision(anna)).isEqualTo(2);
        wire.heal();
        answer.join().assertProblem(503, "The database is unavailable");
        everyoneHasRevision(2);
        assertThat(database.items(anna)).containsEntry("committed", new Stored(1, "Pobudka"));
        http.post(ITEMS, with(alarm("committed"), "version", 1)).assertStatus(409);
        goesOnFrom(2);
    }

    @Test
    void a_write_that_postgresql_did_not_live_to_commit_is_not_acknowledged_and_not_there() {
        CompletableFuture<Answer> answer;
        Lock counter = database.lockCounter(anna);
        answer = writes("lost", counter);
        postgres.kill();
        answer.join().assertProblem(503, "The database is unavailable");
        counter.close();
        here.isStillConnected();
        postgres.restart();
        assertThat(database.items(anna)).containsOnlyKeys("first");
        goesOnFrom(1);
        assertThat(here.revisions()).containsExactly(1L, 2L);
    }

    @Test
    void a_write_that_postgresql_died_over_at_its_commit_is_not_acknowledged_and_not_there() {
        CompletableFuture<Answer> answer;
        try (Lock commits = database.holdCommits()) {
            answer = writes("lost", commits);
            postgres.kill();
            answer.join().assertProblem(503, "The database is unavailable");
        }
        postgres.restart();
        assertThat(database.items(anna)).containsOnlyKeys("first");
        goesOnFrom(1);
    }

    @Test
    void a_write_whose_caller_hangs_up_inside_the_transaction_is_done_and_told() throws IOException {
        byte[] body = Json.text(alarm("hung-up")).getBytes(StandardCharsets.UTF_8);
        String head = "POST " + ITEMS + " HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer " + token + "\r\nContent-Length: " + body.length + "\r\n\r\n";
        try (Lock counter = database.lockCounter(anna)) {
            try (Socket caller = new Socket("127.0.0.1", wired.port())) {
                caller.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                caller.getOutputStream().write(body);
                Await.until("it waits for the lock", counter::isWaitedFor);
                caller.setSoLinger(true, 0);
            }
        }
        everyoneHasRevision(2);
        assertThat(database.items(anna)).containsKey("hung-up");
        goesOnFrom(2);
    }

    @Test
    @Timeout(240)
    void what_a_gateway_committed_and_did_not_live_to_tell_is_told_by_the_others() {
        try (GatewayProcess dying = GatewayProcess.starting(postgres.database(), RealServices.redis(), SWEEP_OFTEN)
                .awaitReady()) {
            SyncingClient lonely = SyncingClient.of(anna, token, dying.port()).agreesWith(database);
            try (Lock commits = database.holdCommits()) {
                dying.http().as(token).postAsync(ITEMS, alarm("untold"));
                Await.until("it waits for the lock", commits::isWaitedFor);
                dying.process().freeze();
            }
            Await.that(() -> assertThat(database.revision(anna)).isEqualTo(2));
            dying.process().kill();
            everyoneHasRevision(2);
            assertThat(here.revisions()).containsExactly(1L, 2L);
            lonely.comesBackTo(direct.port()).agreesWith(database).close();
        }
        goesOnFrom(2);
    }

    @Test
    void an_exhausted_pool_refuses_in_bounded_time_and_is_there_again_afterwards() {
        List<CompletableFuture<Answer>> answers;
        long start = System.nanoTime();
        try (Lock counters = database.lockTable("user_revisions", "EXCLUSIVE")) {
            answers = IntStream.range(0, 12)
                    .mapToObj(i ->
                            wired.http().as(Jwt.of("one-of-many-" + i).signed()).postAsync(ITEMS, alarm("many-" + i)))
                    .toList();
            Await.until("all connections wait for a lock", () -> database.waiting() == POOL);
            http.get(ITEMS).assertProblem(503, "The database is unavailable");
            here.isStillConnected();
            answers.forEach(answer -> answer.join().assertProblem(503, "The database is unavailable"));
        }
        assertThat((System.nanoTime() - start) / 1e9).as("seconds").isLessThan(18);
        assertThat(database.items(anna)).containsOnlyKeys("first");
        goesOnFrom(1);
    }

    @Test
    void an_older_backup_is_noticed_and_every_client_of_everyone_syncs() {
        Database.whileClosed(postgres.database(), "CREATE DATABASE backup TEMPLATE bellwire");
        goesOnFrom(1);
        http.post(ITEMS, with(alarm("first"), "label", "changed after the backup"))
                .assertStatus(200);
        everyoneHasRevision(3);
        long known = database.revision(anna);
        String epoch = here.epoch();
        Database.whileClosed(
                postgres.database(), "DROP DATABASE bellwire WITH (FORCE)", "ALTER DATABASE backup RENAME TO bellwire");
        for (SyncingClient client : List.of(here, there, stranger)) {
            Await.that(() -> assertThat(client.catchesUp().syncReasons()).isNotEmpty());
        }
        everyoneHasRevision(1);
        assertThat(database.items(anna)).containsOnlyKeys("first");
        assertThat(here.epoch()).isNotEqualTo(epoch).isEqualTo(there.epoch());
        JsonNode gone = http.get(ITEMS + "/changes?since=" + known + "&epoch=" + epoch)
                .assertStatus(410)
                .json();
        assertThat(gone.path("detail").asString()).isNotBlank();
        SyncingClient late = SyncingClient.of(anna, token, direct.port()).agreesWith(database);
        late.close();
        goesOnFrom(1);
    }
}
