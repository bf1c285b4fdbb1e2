package io.bellwire.worker.modbus;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ghgande.j2mod.modbus.util.ModbusUtil;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Crc16Test {

    @Test
    void has_the_check_value_of_the_crc_catalogue() {
        assertThat(Crc16.of("123456789".getBytes(US_ASCII))).isEqualTo(0x4B37);
    }

    @Test
    void starts_with_all_ones() {
        assertThat(Crc16.of(new byte[0])).isEqualTo(0xFFFF);
    }

    @ParameterizedTest
    @CsvSource({
        "02 07, 41 12", // MODBUS over Serial Line V1.02, appendix B
        "09 03 00 00 00 0a, c4 85",
        "09 03 00 00 00 10, 45 4e",
        "01 03 00 00 00 0a, c5 cd",
        "01 04 02 ff ff, b8 80",
        "11 03 00 6b 00 03, 76 87",
        "11 05 00 ac ff 00, 4e 8b",
    })
    void matches_published_frames(String message, String crc) {
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(message);

        assertThat(HexBytes.format(Crc16.onTheWire(Crc16.of(bytes)))).isEqualTo(crc);
    }

    @Test
    void agrees_with_j2mod_on_every_length() {
        Random random = new Random(16);
        for (int length = 0; length <= 300; length++) {
            byte[] data = new byte[length];
            random.nextBytes(data);
            int[] lowAndHigh = ModbusUtil.calculateCRC(data, 0, length);

            assertThat(Crc16.onTheWire(Crc16.of(data)))
                    .as("%d bytes", length)
                    .containsExactly(lowAndHigh[0], lowAndHigh[1]);
        }
    }

    @Test
    void agrees_with_j2mod_on_every_byte() {
        for (int value = 0; value <= 0xFF; value++) {
            int[] lowAndHigh = ModbusUtil.calculateCRC(new byte[] {(byte) value}, 0, 1);

            assertThat(Crc16.of(new byte[] {(byte) value})).isEqualTo(lowAndHigh[0] | lowAndHigh[1] << 8);
        }
    }

    @Test
    void of_a_prefix_leaves_the_rest_out() {
        byte[] frame = HexFormat.ofDelimiter(" ").parseHex("01 03 00 00 00 0a c5 cd");

        assertThat(Crc16.of(frame, 6)).isEqualTo(0xCDC5);
        assertThat(Crc16.of(frame)).as("over message and CRC").isZero();
        assertThatThrownBy(() -> Crc16.of(frame, 9)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
