package io.bellwire.worker.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.bellwire.worker.modbus.MalformedHex.Reason;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtuCommandTest {

    private static final Set<Integer> READING =
            new TreeSet<>(Set.of(0x01, 0x02, 0x03, 0x04, 0x07, 0x0B, 0x0C, 0x11, 0x14, 0x18, 0x2B));

    @Test
    void without_hex_it_is_the_default_command() {
        RtuCommand command = RtuCommand.parse(null);

        assertThat(command.hexCommand()).isEqualTo("09 03 00 00 00 0a c4 85");
        assertThat(command.bytes()).containsExactly(9, 3, 0, 0, 0, 10, 0xC4, 0x85);
        assertThat(command.crcValid()).isTrue();
        assertThat(command.crcAppended()).isFalse();
        assertThat(command.readOnly()).isTrue();
        assertThat(command.commandType()).isEqualTo("modbus_read");
    }

    @Test
    void a_crc_that_does_not_match_is_kept_as_given_and_flagged() {
        RtuCommand command = RtuCommand.parse("01 03 00 00 00 0a c5 85");

        assertThat(command.hexCommand()).isEqualTo("01 03 00 00 00 0a c5 85");
        assertThat(command.crcValid()).isFalse();
        assertThat(command.expectedCrc()).isEqualTo("c5 cd");
        assertThat(command.crcAppended()).isFalse();
    }

    @Test
    void tells_logs_no_content() {
        assertThat(RtuCommand.parse(null)).hasToString("RtuCommand[modbus_read, RtuFrame[8 bytes]]");
    }

    /** The request examples of MODBUS Application Protocol V1.1b3 §6 and MODBUS over Serial Line V1.02, as unit 17. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "11 01 00 13 00 13",
                "11 02 00 c4 00 16",
                "11 03 00 6b 00 03",
                "11 04 00 08 00 01",
                "11 05 00 ac ff 00",
                "11 06 00 01 00 03",
                "11 07",
                "11 08 00 00 a5 37",
                "11 0b",
                "11 0c",
                "11 0f 00 13 00 0a 02 cd 01",
                "11 10 00 01 00 02 04 00 0a 01 02",
                "11 11",
                "11 14 0e 06 00 04 00 01 00 02 06 00 03 00 09 00 02",
                "11 15 0d 06 00 04 00 07 00 03 06 af 04 be 10 0d",
                "11 16 00 04 00 f2 00 25",
                "11 17 00 03 00 06 00 0e 00 03 06 00 ff 00 ff 00 ff",
                "11 18 04 de",
                "11 2b 0e 01 00",
            })
    void a_published_request_gets_the_crc_it_lacks_and_is_taken_with_it(String request) {
        RtuCommand appended = RtuCommand.parse(request);

        assertThat(appended.hexCommand()).startsWith(request).hasSize(request.length() + 6);
        assertThat(appended.crcAppended()).isTrue();
        assertThat(appended.crcValid()).isTrue();

        RtuCommand complete = RtuCommand.parse(appended.hexCommand());
        assertThat(complete.hexCommand()).isEqualTo(appended.hexCommand());
        assertThat(complete.crcAppended()).isFalse();
        assertThat(complete.crcValid()).isTrue();

        int bytes = appended.bytes().length;
        for (int length = 2; length < bytes; length++) {
            if (length != bytes - 2) {
                assertRefused(HexBytes.format(Arrays.copyOf(appended.bytes(), length)), Reason.WRONG_LENGTH);
            }
        }
        assertRefused(appended.hexCommand() + " 00", Reason.WRONG_LENGTH);
    }

    @ParameterizedTest
    @CsvSource({
        "09 03 00 00 00 0a, c4 85",
        "09 03 00 00 00 10, 45 4e",
        "01 03 00 00 00 0a, c5 cd",
        "0x11:0x03:0x00:0x6B:0x00:0x03, 76 87",
    })
    void appends_the_published_crc(String hex, String crc) {
        assertThat(RtuCommand.parse(hex).hexCommand()).endsWith(" " + crc);
        assertThat(RtuCommand.parse(hex).expectedCrc()).isEqualTo(crc);
    }

    @Test
    void only_the_reading_functions_are_read_only() {
        for (int code = 0; code <= 0xFF; code++) {
            byte[] request = request(code);
            RtuCommand command = RtuCommand.parse(HexBytes.format(request));

            assertThat(command.functionCode()).isEqualTo(code);
            assertThat(command.readOnly()).as("function %02x", code).isEqualTo(READING.contains(code));
            assertThat(command.commandType()).isEqualTo(READING.contains(code) ? "modbus_read" : "modbus_write");
        }
    }

    @Test
    void a_wrong_length_is_a_sentence_with_the_right_ones() {
        assertThatThrownBy(() -> RtuCommand.parse("09 03 00 00 00 0a c4"))
                .hasMessage("This command of function 03 needs 6 bytes, or 8 with CRC, but has 7");
        assertThatThrownBy(() -> RtuCommand.parse("09")).hasMessageContaining("function code");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0B, 0x0C, 0x11, 0x16, 0x18})
    void a_function_of_fixed_length_takes_two_lengths_only(int code) {
        int body = request(code).length;
        for (int length = 1; length <= 300; length++) {
            String hex = HexBytes.format(bytes(code, length));
            if (length == body || length == body + 2) {
                assertThat(RtuCommand.parse(hex).bytes()).hasSize(body + 2);
            } else {
                assertRefused(hex, length > 256 ? Reason.TOO_LONG : Reason.WRONG_LENGTH);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0x0f, 6", "0x10, 6", "0x14, 2", "0x15, 2", "0x17, 10"})
    void a_byte_count_decides_at_every_value_and_every_length(String code, int at) {
        for (int count = 0; count <= 255; count++) {
            int body = at + 1 + count;
            for (int length = Math.max(at + 1, body - 3); length <= Math.min(256, body + 5); length++) {
                byte[] bytes = bytes(Integer.decode(code), length);
                bytes[at] = (byte) count;
                String hex = HexBytes.format(bytes);
                if (length == body + 2 || length == body && length <= 254) {
                    assertThat(RtuCommand.parse(hex).bytes()).hasSize(body + 2);
                    assertThat(RtuCommand.parse(hex).crcAppended()).isEqualTo(length == body);
                } else {
                    assertRefused(hex, length == body ? Reason.TOO_LONG : Reason.WRONG_LENGTH);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0x0f, 6", "0x10, 6", "0x14, 2", "0x15, 2", "0x17, 10"})
    void a_byte_count_must_be_there(String code, int at) {
        for (int length = 2; length <= at; length++) {
            assertRefused(HexBytes.format(bytes(Integer.decode(code), length)), Reason.WRONG_LENGTH);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x09, 0x13, 65, 72, 100, 110, 0x7F, 0x83, 0xFF})
    void four_to_256_bytes_of_a_function_without_known_length_go_as_given(int code) {
        for (int length = 4; length <= 256; length++) {
            byte[] bytes = bytes(code, length);
            RtuCommand command = RtuCommand.parse(HexBytes.format(bytes));

            assertThat(command.bytes()).isEqualTo(bytes);
            assertThat(command.crcValid())
                    .isEqualTo(Crc16.of(bytes, length - 2)
                            == ((bytes[length - 2] & 0xFF) | (bytes[length - 1] & 0xFF) << 8));
        }
        assertRefused(HexBytes.format(bytes(code, 257)), Reason.TOO_LONG);
    }

    @Test
    void the_crc_of_a_function_without_known_length_is_judged_all_the_same() {
        byte[] complete = RtuFrame.withCrcAppended(new byte[] {1, 65, 5}).bytes();
        assertThat(RtuCommand.parse(HexBytes.format(complete)).crcValid()).isTrue();

        complete[4] ^= 1;
        RtuCommand wrong = RtuCommand.parse(HexBytes.format(complete));
        assertThat(wrong.crcValid()).isFalse();
        assertThat(wrong.expectedCrc()).isNotEqualTo(HexBytes.format(complete).substring(9));
    }

    @Test
    void two_or_three_bytes_of_any_function_cannot_hold_a_crc_and_get_one() {
        assertThat(RtuCommand.parse("01 41").bytes()).hasSize(4);
        assertThat(RtuCommand.parse("01 41 05").bytes()).hasSize(5);
        assertThat(RtuCommand.parse("01 41 05").crcValid()).isTrue();
    }

    @Test
    void return_query_data_may_have_more_words_and_every_other_diagnostic_has_one() {
        assertThat(RtuCommand.parse("11 08 00 00 a5 37 5a c8").hexCommand()).isEqualTo("11 08 00 00 a5 37 5a c8");
        assertThat(RtuCommand.parse("11 08 00 00 01 02 03 04 05 06").bytes()).hasSize(10);
        assertRefused("11 08 00 00 01 02 03 04 05", Reason.WRONG_LENGTH);
        assertRefused("11 08 00 0a 01 02 03 04 05 06", Reason.WRONG_LENGTH);
    }

    @Test
    void an_encapsulated_transport_other_than_device_identification_goes_as_given() {
        assertThat(RtuCommand.parse("11 2b 0d 01 02 03").hexCommand()).isEqualTo("11 2b 0d 01 02 03");
        assertRefused("11 2b 0e 01 00 01 02 03", Reason.WRONG_LENGTH);
        assertRefused("11 2b", Reason.WRONG_LENGTH);
    }

    @ParameterizedTest
    @CsvSource({"'', EMPTY", "0, ODD_DIGITS", "zz, FOREIGN_CHARACTER", "09, WRONG_LENGTH"})
    void bad_hex_keeps_its_reason(String hex, Reason reason) {
        assertRefused(hex, reason);
    }

    @Test
    void whatever_is_typed_is_a_frame_or_a_sentence() {
        Random random = new Random(3);
        String alphabet = "0123456789abcdefABCDEF,: x\tg";
        for (int run = 0; run < 50_000; run++) {
            String text = random.ints(random.nextInt(24), 0, alphabet.length())
                    .collect(StringBuilder::new, (b, i) -> b.append(alphabet.charAt(i)), StringBuilder::append)
                    .toString();
            try {
                RtuCommand command = RtuCommand.parse(text);
                assertThat(command.bytes()).hasSizeBetween(4, 256);
                assertThat(HexBytes.parse(command.hexCommand(), 256)).isEqualTo(command.bytes());
            } catch (MalformedHex refused) {
                assertThat(refused.getMessage()).matches("[A-Z].*[^.]");
            }
        }
    }

    /** The shortest request of a function, without CRC where its length is known. */
    private static byte[] request(int code) {
        return switch (code) {
            case 0x07, 0x0B, 0x0C, 0x11 -> bytes(code, 2);
            case 0x18 -> bytes(code, 4);
            case 0x16 -> bytes(code, 8);
            case 0x0F, 0x10 -> Arrays.copyOf(bytes(code, 6), 7);
            case 0x14, 0x15 -> Arrays.copyOf(bytes(code, 2), 3);
            case 0x17 -> Arrays.copyOf(bytes(code, 10), 11);
            case 0x2B -> new byte[] {1, 0x2B, 0x0E, 1, 0};
            default -> bytes(code, 6);
        };
    }

    private static byte[] bytes(int code, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 1);
        if (length > 1) {
            bytes[1] = (byte) code;
        }
        return bytes;
    }

    private static void assertRefused(String hex, Reason reason) {
        assertThatThrownBy(() -> RtuCommand.parse(hex))
                .as(hex)
                .isInstanceOf(MalformedHex.class)
                .asInstanceOf(type(MalformedHex.class))
                .returns(reason, MalformedHex::reason);
    }
}
