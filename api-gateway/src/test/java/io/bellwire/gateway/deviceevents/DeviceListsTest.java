package io.bellwire.gateway.deviceevents;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.TestSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The lists that a worker gives: before the first, and where one cannot be made use of. */
class DeviceListsTest extends DeviceEventsFixture {

    @Test
    void events_during_the_first_reading_come_after_it() {
        worker.holdsBack("/devices?");
        TestSocket socket = watch();
        Await.until("the worker is asked", () -> worker.hasBeenAsked("/devices?", anna.id()));
        publish(data("a", "{\"n\":1}", NOON));
        publish(data("a", "{\"n\":2}", LATER));
        publish(event("device_connected", "b", "c9", LATER));
        devicesAre(connected("a"));
        worker.letsGo();
        JsonNode devices = socket.next("devices").path("devices");
        assertThat(devices.toString()).isEqualTo("[" + connected("a") + "]");
        assertThat(socket.next("device_data").path("data").path("n").asInt()).isEqualTo(1);
        assertThat(socket.next("device_data").path("data").path("n").asInt()).isEqualTo(2);
        socket.next("device_connected");
    }

    @Test
    void events_before_the_first_list_that_it_has_in_it_are_not_sent_after_it() {
        worker.holdsBack("/devices?");
        TestSocket socket = watch();
        Await.until("the worker is asked", () -> worker.hasBeenAsked("/devices?", anna.id()));
        publish(event("device_connected", "a", "c1", NOON));
        publish(data("b", "{\"n\":1}", "2024-01-15T11:59:59.000+00:00"));
        publish(data("b", "{\"n\":0}", NOON));
        publish(data("b", "{\"soc\":71.25}", NOON));
        publish(data("b", "{\"n\":2}", NOON));
        publish(data("b", "{\"n\":3}", LATER));
        publish(data("b", "{\"n\":4}", LATER));
        devicesAre(connected("a"), offline("b"));
        worker.letsGo();
        assertThat(socket.next("devices").path("devices").toString())
                .isEqualTo("[" + connected("a") + "," + offline("b") + "]");
        assertThat(socket.next("device_data").path("data").toString()).isEqualTo("{\"n\":2}");
        assertThat(socket.next("device_data").path("data").path("n").asInt()).isEqualTo(3);
        assertThat(socket.next("device_data").path("data").path("n").asInt()).isEqualTo(4);
    }

    @Test
    void of_very_many_events_before_the_first_list_the_latest_is_in_it() {
        worker.holdsBack("/devices?");
        TestSocket socket = watch();
        Await.until("the worker is asked", () -> worker.hasBeenAsked("/devices?", anna.id()));
        int steps = 300;
        for (int i = 1; i <= steps; i++) {
            publish(data("a", "{\"n\":" + i + "}", LATER));
        }
        devicesAre(connected("a"));
        worker.letsGo();
        assertThat(messagesUntilStep(socket, steps)).isLessThan(steps / 2);
    }

    @Test
    void a_worker_that_is_away_at_first_is_asked_again() {
        worker.answers("/devices?", 503, "{\"detail\":\"Redis is unavailable\"}");
        TestSocket socket = watch();
        Await.until("it is asked", () -> worker.hasBeenAsked("/devices?", anna.id()));
        devicesAre(connected("a"));
        assertThat(socket.next("devices").path("devices").size()).isEqualTo(1);
    }

    @Test
    void a_later_list_that_cannot_be_made_use_of_keeps_no_event_from_anyone_and_is_asked_for_again() {
        TestSocket socket = watch();
        socket.next("devices");
        devicesAre(connected("a"));
        worker.answers("/devices?", "{\"devices\":[{\"connected\":true}]}");
        look();
        look();
        Await.until("it is asked again", () -> worker.timesAsked("/devices?", anna.id()) > 2);
        publish(data("a", "{\"n\":1}", LATER));
        socket.next("device_data");
        devicesAre(connected("a"), connected("b"));
        assertThat(socket.next("devices").path("devices").size()).isEqualTo(2);
    }

    @Test
    void what_is_no_event_keeps_neither_the_first_list_back_nor_later_ones() {
        worker.holdsBack("/devices?");
        TestSocket socket = watch();
        Await.until("the worker is asked", () -> worker.hasBeenAsked("/devices?", anna.id()));
        publish("{\"type\":\"device_data\",\"device_id\":\"a\",\"data\":{}}");
        publish("{\"type\":\"device_data\",\"data\":{},\"timestamp\":\"" + NOON + "\"}");
        publish("{\"type\":\"device_connected\",\"device_id\":\"a\",\"timestamp\":\"" + NOON + "\"}");
        devicesAre(connected("a"));
        worker.letsGo();
        assertThat(socket.next("devices").path("devices").size()).isEqualTo(1);
        publish(data("a", "{}", LATER));
        socket.next("device_data");
        devicesAre(connected("a"), connected("b"));
        look();
        look();
        assertThat(socket.next("devices").path("devices").size()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "[]",
                "null",
                "{\"devices\":null}",
                "{\"devices\":[null]}",
                "{\"devices\":[{}]}",
                "{\"devices\":[{\"connected\":true}]}",
                "{\"devices\":[{\"device_id\":\"a\",\"connected\":true,\"last_data\":17}]}"
            })
    void a_list_that_cannot_be_made_use_of_is_asked_for_again(String list) {
        worker.answers("/devices?", 200, list);
        TestSocket socket = watch();
        Await.until("it is asked again", () -> worker.timesAsked("/devices?", anna.id()) > 1);
        devicesAre(connected("a"));
        assertThat(socket.next("devices").path("devices").size()).isEqualTo(1);
    }
}
