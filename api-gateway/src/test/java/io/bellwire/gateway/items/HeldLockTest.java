package io.bellwire.gateway.items;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.Database;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.WireProxy;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HeldLockTest {

    private static final String ITEMS = "/api/alarms-timers";

    private final RealServices.Postgres postgres = RealServices.postgres();
    private final Database database = new Database(postgres);

    @Test
    void a_gateway_cut_off_in_the_middle_of_a_write_does_not_keep_others_from_writing() {
        RunningGateway whole = RunningGateway.shared();
        Person anna = whole.newUser();
        whole.http(anna).post(ITEMS, Samples.alarm("a")).assertStatus(200);
        try (WireProxy wire = WireProxy.to(postgres.host(), postgres.port());
                RunningGateway lost = RunningGateway.with(Map.of(
                        "spring.r2dbc.url",
                        "r2dbc:postgresql://127.0.0.1:%d/%s".formatted(wire.port(), postgres.database()),
                        "bellwire.database.max-lease-time",
                        "8s"))) {
            Database.Lock item = database.lockItem(anna.id(), "a");
            CompletableFuture<Answer> cutOff =
                    CompletableFuture.supplyAsync(() -> lost.http(anna).post(ITEMS, Samples.alarm("a")));
            Await.until("it has the counter and waits for the item", item::isWaitedFor);
            wire.strand();
            item.close();

            Await.that(() -> whole.http(anna).post(ITEMS, Samples.alarm("b")).assertStatus(200));
            cutOff.join().assertProblem(503, "The database is unavailable");
            assertThat(database.items(anna.id()).get("a").version()).isEqualTo(1);
        }
    }
}
