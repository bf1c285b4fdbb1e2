package io.bellwire.simulator.modbus;

import java.util.Arrays;
import java.util.HexFormat;

/** Frames for tests, with a CRC computed bit by bit, independently of the main code. */
public final class Frames {

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private Frames() {}

    /** The message as hex, with its CRC appended. */
    public static String framed(String message) {
        byte[] bytes = HEX.parseHex(message);
        int crc = 0xFFFF;
        for (byte value : bytes) {
            crc ^= value & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xA001 : crc >> 1;
            }
        }
        byte[] frame = Arrays.copyOf(bytes, bytes.length + 2);
        frame[bytes.length] = (byte) crc;
        frame[bytes.length + 1] = (byte) (crc >> 8);
        return HEX.formatHex(frame);
    }
}
