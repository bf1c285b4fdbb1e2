package io.bellwire.worker.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtuFrameTest {

    private static final String ANSWER = "09 03 04 00 01 00 02 a3 f2";

    @Test
    void shows_an_answer_as_hex_with_its_parts() {
        RtuFrame frame = RtuFrame.ofWire(bytes(ANSWER));

        assertThat(frame.hex()).isEqualTo(ANSWER);
        assertThat(frame.unitAddress()).hasValue(9);
        assertThat(frame.functionCode()).hasValue(3);
        assertThat(frame.crcValid()).isTrue();
        assertThat(frame.expectedCrc()).isEqualTo("a3 f2");
    }

    @Test
    void tells_an_exception_answer_by_bit_7() {
        assertThat(RtuFrame.ofWire(bytes("64 83 02 d0 ee")).functionCode()).hasValue(0x83);
    }

    @Test
    void keeps_every_part_of_a_frame_as_it_came() {
        byte[] whole = bytes(ANSWER);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            RtuFrame frame = RtuFrame.ofWire(part);

            assertThat(frame.hex()).isEqualTo(ANSWER.substring(0, Math.max(0, length * 3 - 1)));
            assertThat(frame.bytes()).isEqualTo(part);
            assertThat(frame.crcValid()).as("%d bytes", length).isFalse();
            assertThat(frame.unitAddress().isPresent()).isEqualTo(length > 0);
            assertThat(frame.functionCode().isPresent()).isEqualTo(length > 1);
        }
    }

    @Test
    void takes_4_to_256_bytes_as_a_frame_and_anything_from_a_wire() {
        for (int length = 0; length <= 300; length++) {
            byte[] bytes = new byte[length];
            RtuFrame wire = RtuFrame.ofWire(bytes);
            if (length >= 4 && length <= 256) {
                assertThat(RtuFrame.of(bytes)).isEqualTo(wire).hasSameHashCodeAs(wire);
            } else {
                assertThat(wire.crcValid()).isFalse();
                assertThatIllegalArgumentException().isThrownBy(() -> RtuFrame.of(bytes));
                assertThatIllegalStateException().isThrownBy(wire::expectedCrc);
            }
        }
    }

    @Test
    void a_single_wrong_bit_anywhere_makes_the_crc_wrong() {
        byte[] data = new byte[32];
        new Random(7).nextBytes(data);
        byte[] good = RtuFrame.withCrcAppended(data).bytes();
        assertThat(RtuFrame.of(good).crcValid()).isTrue();
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);

            assertThat(RtuFrame.of(bad).crcValid()).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void nobody_changes_it_from_outside() {
        byte[] bytes = bytes(ANSWER);
        RtuFrame frame = RtuFrame.of(bytes);
        bytes[0] = 1;
        frame.bytes()[1] = 1;

        assertThat(frame.hex()).isEqualTo(ANSWER);
    }

    @Test
    void tells_logs_its_length_only() {
        assertThat(RtuFrame.of(bytes(ANSWER))).hasToString("RtuFrame[9 bytes]");
    }

    private static byte[] bytes(String hex) {
        return HexFormat.ofDelimiter(" ").parseHex(hex);
    }
}
