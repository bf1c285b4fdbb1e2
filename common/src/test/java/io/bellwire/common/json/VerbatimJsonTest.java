package io.bellwire.common.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bellwire.common.deviceapi.DeviceEvent;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

class VerbatimJsonTest {

    private static final String WORDS =
            "{ \"a\":1e2,\"b\" : [1.10, 1.0, -0, -0.0, 1E+400, 1e9999999999, 1e-9999999999],\r\n\t"
                    + "\"c\":123456789012345678901234567890, \"d\":0.1000000000000000000000000000000001,"
                    + "\"\\u00e9\\/\":\"\\ud83d\\ude00 \\ud800 ö 😀 } \\\" {\", \"e\":{\"f\":{}} }";

    private final JsonMapper json = JsonConfiguration.mapper();
    private final ObjectReader objects = json.readerFor(VerbatimJson.class);
    private final ObjectReader events = json.readerFor(DeviceEvent.class);

    private String wordsIn(String text) {
        return VerbatimJson.<VerbatimJson>read(objects, text).text();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String event(String data) {
        return "{\"type\":\"device_data\",\"device_id\":\"ö\",\"data\":" + data
                + ",\"timestamp\":\"2024-01-15T10:30:00.000+00:00\"}";
    }

    private static String words(DeviceEvent event) {
        return ((DeviceEvent.Data) event).data().text();
    }

    @Test
    void words_are_kept_whatever_they_are_read_from() {
        assertThat(wordsIn(" \n" + WORDS + "\n ")).isEqualTo(WORDS);
        assertThat(words(VerbatimJson.read(events, event(WORDS)))).isEqualTo(WORDS);
        assertThat(words(VerbatimJson.read(events, utf8(event(WORDS))))).isEqualTo(WORDS);
        assertThat(words(VerbatimJson.read(events, utf8("\ufeff" + event(WORDS)))))
                .isEqualTo(WORDS);
    }

    @Test
    void words_are_kept_on_the_way_out() {
        DeviceEvent event = new DeviceEvent.Data("ö", new VerbatimJson(WORDS), Instant.parse("2024-01-15T10:30:00Z"));
        assertThat(new String(json.writeValueAsBytes(event), StandardCharsets.UTF_8))
                .isEqualTo(event(WORDS));
        assertThat(json.writeValueAsString(event)).isEqualTo(event(WORDS));
    }

    @Test
    void words_of_any_length_are_kept_wherever_buffers_end() {
        for (int shift = 0; shift < 8; shift++) {
            String words = "{\"" + "x".repeat(shift) + "\":\"" + "😀öx".repeat(12_000) + "\"}";
            assertThat(wordsIn(words)).isEqualTo(words);
            byte[] written = json.writeValueAsBytes(
                    new DeviceEvent.Data("ö", new VerbatimJson(words), Instant.parse("2024-01-15T10:30:00Z")));
            assertThat(words(VerbatimJson.read(events, written))).isEqualTo(words);
        }
    }

    @Test
    void a_body_is_read_in_its_own_words_also_where_it_begins_within_a_buffer() {
        DataBuffer body = DefaultDataBufferFactory.sharedInstance.wrap(utf8("xyz" + WORDS));
        body.readPosition(3);
        assertThat(new VerbatimDecoder(json).decode(body, ResolvableType.forClass(VerbatimJson.class), null, Map.of()))
                .isEqualTo(new VerbatimJson(WORDS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE"})
    void a_body_in_another_encoding_is_the_same_object(String charset) {
        DataBuffer body = DefaultDataBufferFactory.sharedInstance.wrap(
                "{\"a\":[1.10,1e9999999999,\"ö\"]}".getBytes(Charset.forName(charset)));
        assertThat(new VerbatimDecoder(json).decode(body, ResolvableType.forClass(VerbatimJson.class), null, Map.of()))
                .isEqualTo(new VerbatimJson("{\"a\":[1.10,1e9999999999,\"ö\"]}"));
    }

    @Test
    void an_object_around_it_that_begins_otherwise_has_the_same_object_in_it() {
        String event = "{\"device_id\":\"a\",\"data\":{\"b\":[1.10, 1e9999999999,{\"c\":1}],\"d\":{}},\"timestamp\":"
                + "\"2024-01-15T10:30:00.000+00:00\",\"type\":\"device_data\"}";
        String same = "{\"b\":[1.10,1e9999999999,{\"c\":1}],\"d\":{}}";
        assertThat(words(VerbatimJson.read(events, event))).isEqualTo(same);
        assertThat(words(VerbatimJson.read(events, utf8(event)))).isEqualTo(same);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\"}",
                "{\"a\":1,}",
                "{\"a\":01}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":NaN}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\n\"}",
                "{\"a\":1} {}",
                "{\"a\":1}}",
                "{\"a\":{\"b\":1,\"b\":1}}",
                "{\"a\":[1}",
                "[1]",
                "1",
                "\"{}\""
            })
    void what_is_no_well_formed_object_is_refused(String text) {
        assertThatThrownBy(() -> wordsIn(text)).isInstanceOf(JacksonException.class);
    }

    @Test
    void nesting_and_numbers_have_their_limits() {
        String deepest = "{\"a\":".repeat(63) + "[1]" + "}".repeat(63);
        assertThat(words(VerbatimJson.read(events, event(deepest)))).isEqualTo(deepest);
        assertThatThrownBy(() -> wordsIn("{\"a\":" + deepest + "}")).isInstanceOf(JacksonException.class);
        String tooDeep = event("{\"a\":" + deepest + "}").replace("{\"type\":\"device_data\",", "{");
        assertThatThrownBy(() -> VerbatimJson.read(events, tooDeep.replaceFirst("}$", ",\"type\":\"device_data\"}")))
                .isInstanceOf(JacksonException.class);
        String longest = "{\"a\":" + "1".repeat(1000) + "}";
        assertThat(wordsIn(longest)).isEqualTo(longest);
        assertThatThrownBy(() -> wordsIn("{\"a\":" + "1".repeat(1001) + "}")).isInstanceOf(JacksonException.class);
    }

    @Test
    void it_does_not_show_what_it_says() {
        assertThat(new VerbatimJson("{\"secret\":1}").toString()).isEqualTo("VerbatimJson[12 characters]");
    }
}
