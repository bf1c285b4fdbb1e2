package io.bellwire.worker.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.bellwire.worker.modbus.MalformedHex.Reason;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HexBytesTest {

    private static final byte[] EXAMPLE = {0x09, 0x03, 0, 0, 0, 0x0A, (byte) 0xC4, (byte) 0x85};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "09 03 00 00 00 0a c4 85",
                "09 03 00 00 00 0A C4 85",
                "09030000000ac485",
                "09030000000aC485",
                "09:03:00:00:00:0a:c4:85",
                "09,03,00,00,00,0a,c4,85",
                "09, 03, 00, 00, 00, 0a, c4, 85",
                "0x09 0x03 0x00 0x00 0x00 0x0a 0xc4 0x85",
                "0X09,0X03,0X00,0X00,0X00,0X0A,0XC4,0X85",
                "0x09030000000ac485",
                "0x090x030x000x000x000x0a0xc40x85",
                "  09\t03\n00 0000 : 0a,, c485\r\n",
                "0903 0000 000a c485",
            })
    void reads_every_form(String text) {
        assertThat(HexBytes.parse(text, 8)).isEqualTo(EXAMPLE);
    }

    @Test
    void reads_every_byte_in_both_cases_and_shows_it_in_lower_case() {
        for (int value = 0; value <= 0xFF; value++) {
            byte[] expected = {(byte) value};
            String lower = String.format("%02x", value);

            assertThat(HexBytes.parse(lower, 1)).isEqualTo(expected);
            assertThat(HexBytes.parse(String.format("%02X", value), 1)).isEqualTo(expected);
            assertThat(HexBytes.parse("0x" + lower, 1)).isEqualTo(expected);
            assertThat(HexBytes.format(expected)).isEqualTo(lower);
        }
    }

    @Test
    void reads_back_what_it_shows_at_every_length() {
        Random random = new Random(1);
        for (int length = 1; length <= 300; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);

            assertThat(HexBytes.parse(HexBytes.format(bytes), length)).isEqualTo(bytes);
            assertThat(HexBytes.format(bytes)).hasSize(length * 3 - 1);
        }
    }

    @Test
    void shows_nothing_for_no_bytes() {
        assertThat(HexBytes.format(new byte[0])).isEmpty();
    }

    @Test
    void a_separator_may_stand_between_bytes_and_never_inside_one() {
        String digits = "09030000000ac485";
        for (int split = 0; split <= digits.length(); split++) {
            for (String separator : new String[] {" ", ",", ":", "\t", ", "}) {
                String text = digits.substring(0, split) + separator + digits.substring(split);
                if (split % 2 == 0) {
                    assertThat(HexBytes.parse(text, 8)).as(text).isEqualTo(EXAMPLE);
                } else {
                    assertRefused(text, Reason.ODD_DIGITS);
                }
            }
        }
    }

    @Test
    void every_prefix_of_a_text_with_half_a_byte_is_refused() {
        String digits = "09030000000ac485";
        for (int length = 1; length <= digits.length(); length++) {
            String text = digits.substring(0, length);
            if (length % 2 == 0) {
                assertThat(HexBytes.parse(text, 8)).hasSize(length / 2);
            } else {
                assertRefused(text, Reason.ODD_DIGITS);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", " : ,\t\r\n"})
    void refuses_what_has_no_digit(String text) {
        assertRefused(text, Reason.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "9 3", "0x9", "09 3", "09 0", "0x9,0x3", "090 3"})
    void refuses_a_lone_digit(String text) {
        assertRefused(text, Reason.ODD_DIGITS);
    }

    @ParameterizedTest
    @CsvSource({
        "09 0g,'g',5",
        "xx,'x',1",
        "0x,'x',2",
        "0x 09,'x',2",
        "09 0x,'x',5",
        "10x5,'x',3",
        "09-03,'-',3",
        "\\x09,'\\',1",
        "09 03;,';',6",
        "09\u00a003,U+00A0,3",
        "0\u0663,U+0663,2",
        "\uff10\uff19,U+FF10,1",
        "09\ud83d\ude00,U+1F600,3",
    })
    void names_a_foreign_character_and_its_position(String text, String name, int position) {
        String shown = name.length() == 1 ? "'" + name + "'" : name;
        assertThatThrownBy(() -> HexBytes.parse(text, 8))
                .isInstanceOf(MalformedHex.class)
                .hasMessage("The hex data has " + shown + " at position " + position + ", which is not a hex digit")
                .asInstanceOf(type(MalformedHex.class))
                .returns(Reason.FOREIGN_CHARACTER, MalformedHex::reason);
    }

    @Test
    void every_character_but_digits_and_separators_is_foreign() {
        for (char c = 0; c < 0x3000; c++) {
            String text = "09" + c + "03";
            boolean digit = Character.digit(c, 16) >= 0 && c < 0x80;
            boolean separator = c == ',' || c == ':' || Character.isWhitespace(c);
            if (separator) {
                assertThat(HexBytes.parse(text, 2)).containsExactly(9, 3);
            } else {
                assertRefused(text, digit ? Reason.ODD_DIGITS : Reason.FOREIGN_CHARACTER);
            }
        }
    }

    @Test
    void refuses_more_than_it_may_read_however_long_it_is() {
        assertThat(HexBytes.parse("00".repeat(256), 256)).hasSize(256);
        assertRefused("00".repeat(257), Reason.TOO_LONG);
        assertRefused("0".repeat(1_000_000), Reason.TOO_LONG);
    }

    private static void assertRefused(String text, Reason reason) {
        assertThatThrownBy(() -> HexBytes.parse(text, 256))
                .as("'%s'", text.length() > 40 ? text.length() : text)
                .isInstanceOf(MalformedHex.class)
                .asInstanceOf(type(MalformedHex.class))
                .returns(reason, MalformedHex::reason)
                .extracting(Throwable::getMessage)
                .asString()
                .matches("[A-Z].*[^.]");
    }
}
