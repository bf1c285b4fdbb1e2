package io.bellwire.common.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTimeTest {

    @Test
    void times_have_an_offset_and_exactly_three_fraction_digits() {
        assertThat(WireTime.format(Instant.parse("2024-01-15T10:30:00Z"))).isEqualTo("2024-01-15T10:30:00.000+00:00");
        assertThat(WireTime.format(Instant.parse("2024-01-15T10:30:00.123999Z")))
                .isEqualTo("2024-01-15T10:30:00.123+00:00");
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-15T10:30:00Z, 2024-01-15T10:30:00Z",
        "2024-01-15T10:30:00.5+02:00, 2024-01-15T08:30:00.500Z",
        "2024-01-15 10:30:00, 2024-01-15T10:30:00Z",
        "2024-01-15T10:30:00.000+00:00, 2024-01-15T10:30:00Z",
        "2024-01-15T10:30:00.123456, 2024-01-15T10:30:00.123456Z"
    })
    void any_rfc_3339_form_is_read_and_without_a_zone_as_utc(String text, Instant instant) {
        assertThat(WireTime.parse(text)).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "2024-01-15", "10:30", "2024-02-30T00:00:00Z"})
    void anything_else_is_an_error(String text) {
        assertThatThrownBy(() -> WireTime.parse(text)).isInstanceOf(DateTimeParseException.class);
    }
}
