package io.bellwire.gateway.items.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.account.PasswordChanges;
import io.bellwire.gateway.Database;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeClient;
import io.bellwire.testsupport.RealServices;
import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** Who ends a sweep does not break off its query: no connection goes back to the pool with one under way. */
class EndedSweepsTest {

    private static final RealServices.Postgres POSTGRES = RealServices.newDatabase();
    private static final Database DATABASE = new Database(POSTGRES);
    private static final RunningGateway GATEWAY = RunningGateway.on(
            POSTGRES,
            Map.of(
                    "bellwire.live.password-sweep", "1h",
                    "bellwire.sync.sweep-interval", "50ms",
                    "bellwire.database.statement-timeout", "30s",
                    "bellwire.database.max-lease-time", "60s"));

    @AfterAll
    static void stop() {
        GATEWAY.close();
    }

    private static int connectionsInUse() {
        return GATEWAY.bean(ConnectionPool.class).getMetrics().orElseThrow().acquiredSize();
    }

    private static void goesOnAfter(String table, Runnable end) {
        try (Database.Lock lock = DATABASE.lockTable(table, "ACCESS EXCLUSIVE")) {
            Await.until("the query waits", () -> DATABASE.waitingCalls() > 0);
            end.run();
            Await.forASecond(
                    () -> assertThat((long) connectionsInUse()).isPositive().isEqualTo(DATABASE.waitingCalls()));
        }
        Await.that(() -> assertThat(connectionsInUse()).isZero());
    }

    @Test
    void a_look_for_changed_passwords_is_brought_to_its_end() {
        Disposable watch = GATEWAY.bean(PasswordChanges.class).watch(Duration.ofMillis(50), change -> {});
        goesOnAfter("users", watch::dispose);
    }

    @Test
    void a_look_at_all_hubs_is_brought_to_its_end() {
        FakeClient client = GATEWAY.client(GATEWAY.newUser()).connects();
        HubCare care = GATEWAY.bean(HubCare.class);
        goesOnAfter("user_revisions", care::stop);
        care.start();
        client.close();
    }
}
