package io.bellwire.gateway.items;

import static io.bellwire.gateway.items.Samples.alarm;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.Database;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.gateway.turns.UserTurns;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.RealServices;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

/** A flood of one user's calls keeps that user waiting, and nobody else. */
class BusyUserTest {

    private static final String ITEMS = "/api/alarms-timers";
    private static final int FLOOD = 100;
    private static final int CALLS_OF_ANOTHER = 20;

    /** A database of its own, whose tables are locked here. */
    private static final RealServices.Postgres POSTGRES = RealServices.newDatabase();

    private static final Database DATABASE = new Database(POSTGRES);
    private static final RunningGateway GATEWAY = RunningGateway.on(
            POSTGRES,
            Map.of(
                    "spring.r2dbc.pool.max-size", 6,
                    "bellwire.turns.max-wait", "2s",
                    "bellwire.database.statement-timeout", "30s",
                    "bellwire.database.max-lease-time", "60s"));

    private final Person anna = GATEWAY.newUser();
    private final Person bert = GATEWAY.newUser();
    private final Http http = GATEWAY.http(anna);

    @AfterAll
    static void stop() {
        GATEWAY.close();
    }

    private static List<CompletableFuture<Answer>> flood(IntFunction<CompletableFuture<Answer>> call) {
        return IntStream.range(0, FLOOD).mapToObj(call).toList();
    }

    private static void waitInPostgres(int calls) {
        Await.until("they have their turn", () -> DATABASE.waitingCalls() >= calls);
        Await.forASecond(() -> assertThat(DATABASE.waitingCalls()).isEqualTo(calls));
    }

    private static boolean isDone(Answer answer) {
        if (answer.status() != 200) {
            answer.assertProblem(503, "Too much to do at once");
            assertThat(answer.header("Retry-After")).isNotEmpty();
        }
        return answer.status() == 200;
    }

    @Test
    void a_flood_of_one_users_writes_keeps_nobody_else_waiting() {
        http.post(ITEMS, alarm("first")).assertStatus(200);
        List<CompletableFuture<Answer>> flood;
        try (Database.Lock counter = DATABASE.lockCounter(anna.id())) {
            flood = flood(i -> http.postAsync(ITEMS, alarm("flood-" + i)));
            waitInPostgres(1);
            for (int i = 0; i < CALLS_OF_ANOTHER; i++) {
                GATEWAY.http(bert).post(ITEMS, alarm("a" + i)).assertStatus(200);
                GATEWAY.http(bert).get(ITEMS).assertStatus(200);
            }
        }
        Set<String> acknowledged = new HashSet<>(Set.of("first"));
        for (int i = 0; i < FLOOD; i++) {
            if (isDone(flood.get(i).join())) {
                acknowledged.add("flood-" + i);
            }
        }
        assertThat(DATABASE.items(anna.id())).containsOnlyKeys(acknowledged);
        http.post(ITEMS, alarm("afterwards")).assertStatus(200);
    }

    @Test
    void a_write_whose_turn_does_not_come_in_time_is_refused_and_not_begun() {
        http.post(ITEMS, alarm("first")).assertStatus(200);
        CompletableFuture<Answer> second;
        try (Database.Lock counter = DATABASE.lockCounter(anna.id())) {
            second = http.postAsync(ITEMS, alarm("second"));
            Await.until("it has its turn", () -> DATABASE.waitingCalls() == 1);
            assertThat(isDone(http.post(ITEMS, alarm("late")))).isFalse();
        }
        second.join().assertStatus(200);
        http.post(ITEMS, alarm("afterwards")).assertStatus(200);
        assertThat(DATABASE.items(anna.id())).containsOnlyKeys("first", "second", "afterwards");
    }

    @Test
    void a_flood_of_one_users_reads_takes_four_connections_at_most() {
        List<CompletableFuture<Answer>> flood;
        try (Database.Lock items = DATABASE.lockTable("alarms_timers", "ACCESS EXCLUSIVE")) {
            flood = flood(i -> http.getAsync(ITEMS + (i % 2 == 0 ? "" : "/changes")));
            waitInPostgres(4);
            GATEWAY.http(bert).get("/api/v1/auth/me").assertStatus(200);
        }
        assertThat(flood.stream().filter(call -> isDone(call.join()))).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void a_flood_of_one_users_refreshes_keeps_nobody_else_waiting() {
        Map<String, String> credentials = Map.of("email", anna.email(), "password", RunningGateway.PASSWORD);
        String token = GATEWAY.http()
                .post("/api/v1/auth/login", credentials)
                .assertStatus(200)
                .json()
                .path("refresh_token")
                .asString();
        List<CompletableFuture<Answer>> flood;
        try (Database.Lock account = DATABASE.lockAccount(anna.id())) {
            flood = flood(i -> http.postAsync("/api/v1/auth/refresh", Map.of("refresh_token", token)));
            waitInPostgres(1);
            for (int i = 0; i < CALLS_OF_ANOTHER; i++) {
                GATEWAY.http(bert).get("/api/v1/auth/me").assertStatus(200);
            }
        }
        assertThat(flood.stream().filter(call -> isDone(call.join()))).isNotEmpty();
    }

    @Test
    void a_long_list_has_its_turn_and_a_short_one_and_writes_need_none_of_it() {
        int all = 1_001;
        for (int from = 0; from < all; from += 500) {
            List<Map<String, Object>> some = IntStream.range(from, Math.min(all, from + 500))
                    .mapToObj(i -> alarm("a" + i))
                    .toList();
            http.post(ITEMS + "/bulk", Map.of("items", some)).assertStatus(200);
        }
        Sinks.Empty<Void> longRead = Sinks.empty();
        GATEWAY.bean(UserTurns.class)
                .readMuch(anna.account().id(), longRead.asMono())
                .subscribe();
        assertThat(isDone(http.get(ITEMS))).isFalse();
        http.get(ITEMS + "?limit=1000").assertStatus(200);
        GATEWAY.http(bert).get(ITEMS).assertStatus(200);
        http.post(ITEMS, alarm("a0")).assertStatus(200);
        longRead.tryEmitEmpty();
        assertThat(http.get(ITEMS).assertStatus(200).json().path("count").asInt())
                .isEqualTo(all);
    }
}
