package io.bellwire.gateway.deviceevents;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.deviceapi.DeviceEvent;
import io.bellwire.common.deviceapi.DeviceState;
import io.bellwire.common.json.JsonConfiguration;
import io.bellwire.common.json.VerbatimJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ListInPiecesTest {

    private static final Instant NOON = Instant.parse("2024-01-15T12:00:00Z");

    private final JsonMapper json = JsonConfiguration.mapper();
    private final DeviceBook book = new DeviceBook(json, 16 * 1024 * 1024);

    private static VerbatimJson report(int length) {
        return new VerbatimJson("{\"a\":\"" + "ö".repeat(length) + "\"}");
    }

    private void bookHas(int devices, int reportLength) {
        book.replace(
                IntStream.range(0, devices)
                        .mapToObj(n -> new DeviceState("d%04d".formatted(n), true, NOON, report(reportLength), NOON))
                        .toList(),
                book.now());
    }

    private ListInPieces list() {
        return new ListInPieces(json, NOON, after -> book.part(null, after));
    }

    private static List<String> rest(ListInPieces list) {
        List<String> pieces = new ArrayList<>();
        list.forEachRemaining(piece -> pieces.add(new String(piece, StandardCharsets.UTF_8)));
        return pieces;
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "1, 60000", "3, 60000", "50, 10", "1000, 1000"})
    void pieces_are_the_message_and_none_is_large(int devices, int reportLength) {
        bookHas(devices, reportLength);
        List<String> pieces = rest(list());
        assertThat(String.join("", pieces)).isEqualTo(new String(book.encode(null, NOON), StandardCharsets.UTF_8));
        assertThat(pieces).allMatch(piece -> piece.length() < 100_000);
    }

    @Test
    void a_short_message_is_one_piece() {
        bookHas(100, 10);
        assertThat(rest(list())).hasSize(1);
    }

    @Test
    void each_device_is_in_it_once_and_as_it_is_when_its_piece_is_made() {
        bookHas(10, 40_000);
        ListInPieces list = list();
        list.next();
        book.apply(new DeviceEvent.Disconnected("d0009", "c", NOON.plusSeconds(1)));
        book.apply(new DeviceEvent.Connected("a-new-one-before", "c", NOON));
        book.apply(new DeviceEvent.Connected("e-new-one-behind", "c", NOON));
        String rest = String.join("", rest(list));
        assertThat(rest)
                .contains("{\"device_id\":\"d0009\",\"connected\":false,")
                .contains("{\"device_id\":\"e-new-one-behind\",\"connected\":true,")
                .doesNotContain("a-new-one-before")
                .doesNotContain("d0000")
                .endsWith("}]}");
    }

    @Test
    void one_that_lost_what_was_left_ends_all_the_same() {
        bookHas(3, 60_000);
        ListInPieces list = list();
        String first = new String(list.next(), StandardCharsets.UTF_8);
        book.replace(List.of(), book.now());
        assertThat(list.hasNext()).isTrue();
        assertThat(json.readTree(first + String.join("", rest(list))).path("devices"))
                .hasSize(1);
    }
}
