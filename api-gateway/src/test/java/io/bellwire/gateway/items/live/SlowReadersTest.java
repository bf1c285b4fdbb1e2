package io.bellwire.gateway.items.live;

import static io.bellwire.gateway.items.Samples.alarm;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.bus.Bus;
import io.bellwire.gateway.Database;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.gateway.SlowReader;
import io.bellwire.gateway.SyncingClient;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.Stopwatch;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Promise 4: who does not keep up costs bounded memory, and nobody else anything. */
class SlowReadersTest {

    private static final String ITEMS = "/api/alarms-timers";

    private final RunningGateway gateway = RunningGateway.shared();
    private final Database database = new Database(RealServices.postgres());
    private final Person anna = gateway.newUser();
    private final Http http = gateway.http(anna);

    private void putBulk(int from, int count) {
        List<Map<String, Object>> items = IntStream.range(from, from + count)
                .mapToObj(i -> alarm("a" + i))
                .toList();
        http.post(ITEMS + "/bulk", Map.of("items", items)).assertStatus(200);
    }

    private static List<Long> upTo(long revision) {
        return LongStream.rangeClosed(1, revision).boxed().toList();
    }

    @Test
    void a_reader_that_stops_is_told_to_sync_and_its_good_neighbours_notice_nothing() {
        List<SyncingClient> good =
                Stream.generate(() -> SyncingClient.of(anna, gateway)).limit(4).toList();
        SyncingClient bad = SyncingClient.of(anna, gateway);
        bad.socket().stopReading();
        for (int bulk = 0; bulk < 6; bulk++) {
            putBulk(bulk * 500, 500);
            good.forEach(client -> client.agreesWith(database));
        }
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Stopwatch written = Stopwatch.start();
            putBulk(i, 1);
            good.forEach(client -> client.agreesWith(database));
            seconds.add(written.seconds());
        }
        Collections.sort(seconds);
        assertThat(seconds.get(seconds.size() / 2))
                .as("seconds until all good ones have it")
                .isLessThan(2);
        for (SyncingClient client : good) {
            assertThat(client.syncReasons()).isEmpty();
            assertThat(client.revisions()).containsExactlyElementsOf(upTo(3020));
            client.close();
        }
        bad.socket().resumeReading();
        bad.agreesWith(database);
        // once for each time that it fell behind: what waits is dropped for one, so events lie between any two
        assertThat(bad.syncReasons()).isNotEmpty().containsOnly("slow consumer");
        assertThat(bad.eventsBeforeSyncs()).doesNotHaveDuplicates();
        assertThat(bad.revisions()).hasSizeLessThan(3000);
        bad.close();
    }

    @Test
    void a_burst_of_10000_events_and_a_replay_of_as_many_reach_healthy_clients_whole() {
        SyncingClient live = SyncingClient.of(anna, gateway);
        for (int bulk = 0; bulk < 20; bulk++) {
            int before = bulk * 500 - 500;
            Await.that(() -> assertThat(live.catchesUp().revisions())
                    .as("a healthy one is no more than a bulk behind")
                    .hasSizeGreaterThanOrEqualTo(before));
            putBulk(bulk * 500, 500);
        }
        live.agreesWith(database);
        assertThat(live.revisions()).containsExactlyElementsOf(upTo(10_000));
        assertThat(live.syncReasons()).isEmpty();
        live.close();
        SyncingClient replayed = SyncingClient.of(anna, gateway).agreesWith(database);
        assertThat(replayed.revisions()).containsExactlyElementsOf(upTo(10_000));
        assertThat(replayed.syncReasons()).isEmpty();
        replayed.close();
    }

    @Test
    void what_nobody_reads_costs_a_mebibyte_a_connection_and_no_more() {
        int readers = 8;
        int events = 1000;
        String filler = "x".repeat(32 * 1024);
        try (RunningGateway apart =
                RunningGateway.on(RealServices.newDatabase(), Map.of("bellwire.sync.sweep-interval", "1h"))) {
            List<Person> people = Stream.generate(apart::newUser).limit(readers).toList();
            List<SlowReader> stopped = people.stream()
                    .map(person -> SlowReader.at(apart.webSocket(ITEMS + "/ws?token=" + person.token())))
                    .toList();
            stopped.forEach(reader ->
                    Await.until("it is greeted", () -> !reader.messages().isEmpty()));
            stopped.forEach(reader -> reader.reads(0));
            long before = usedHeap();
            for (Person person : people) {
                Flux.range(1, events)
                        .flatMapSequential(revision -> tell(apart, person, revision, filler), 8)
                        .blockLast();
            }
            assertThat(usedHeap() - before)
                    .as("of %,d bytes that were to be sent", (long) readers * events * filler.length())
                    .isLessThan(readers * 4L * 1024 * 1024);
            for (SlowReader reader : stopped) {
                reader.readsAsFastAsItCan();
                Await.that(() -> assertThat(reader.messages())
                        .anyMatch(message -> message.path("type").asString().equals("sync_required")
                                && message.path("reason").asString().equals("slow consumer")
                                && message.path("revision").asLong() > events / 2));
                reader.close();
            }
        }
    }

    private static Flux<Void> tell(RunningGateway gateway, Person person, long revision, String filler) {
        String json = "{\"type\":\"alarm_updated\",\"revision\":%d,\"filler\":\"%s\"}".formatted(revision, filler);
        EncodedChange change = new EncodedChange(revision, Instant.EPOCH, json.getBytes(StandardCharsets.UTF_8));
        byte[] message = UserMessage.encode(new UserMessage.Changed("another-gateway", change));
        return gateway.bean(Bus.class)
                .publish(UserMessage.topic(person.id()), message)
                .flux();
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
