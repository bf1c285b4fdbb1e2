package io.bellwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.bus.Bus;
import io.bellwire.common.deviceapi.DeviceTopics;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.Json;
import io.bellwire.worker.TestWorker.Person;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import tools.jackson.databind.JsonNode;

/** What one account's devices are heard to say on the bus. */
public final class Overheard implements AutoCloseable {

    /** One without locks, since the bus's event loop adds to it. */
    private final BlockingQueue<String> events = new LinkedTransferQueue<>();

    private final Disposable subscription;

    private Overheard(Bus bus, Person owner) throws InterruptedException {
        CountDownLatch joined = new CountDownLatch(1);
        subscription = bus.subscribe(DeviceTopics.of(owner.account().id()), new Bus.Listener() {
            @Override
            public void joined() {
                joined.countDown();
            }

            @Override
            public void received(String topic, byte[] payload) {
                events.add(new String(payload, StandardCharsets.UTF_8));
            }
        });
        assertThat(joined.await(Await.LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }

    public static Overheard of(TestWorker worker, Person owner) {
        try {
            return new Overheard(worker.bean(Bus.class), owner);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next event as it came. */
    public String nextText() {
        try {
            String event = events.poll(Await.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(event).as("an event of a device").isNotNull();
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public JsonNode next(String type) {
        JsonNode event = Json.parse(nextText());
        assertThat(event.path("type").asString("")).as("%s", event).isEqualTo(type);
        return event;
    }

    /** The next event of a type; those of other types before it are passed over. */
    public JsonNode nextAfterOthers(String type) {
        JsonNode event = Json.parse(nextText());
        while (!event.path("type").asString("").equals(type)) {
            event = Json.parse(nextText());
        }
        return event;
    }

    /** Whatever came and was not taken. */
    public List<String> rest() {
        return List.copyOf(events);
    }

    @Override
    public void close() {
        subscription.dispose();
    }
}
