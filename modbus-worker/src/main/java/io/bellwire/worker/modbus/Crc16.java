package io.bellwire.worker.modbus;

/**
 * CRC-16/MODBUS: polynomial 0x8005 reflected to 0xA001, start value 0xFFFF, no final XOR; check value 0x4B37.
 *
 * @see <a href="https://www.modbus.org/docs/Modbus_over_serial_line_V1_02.pdf">MODBUS over Serial Line V1.02, §6.2.2</a>
 */
public final class Crc16 {

    /** Bytes that a CRC takes at the end of a frame. */
    public static final int LENGTH = 2;

    private static final int POLYNOMIAL = 0xA001;
    private static final int[] TABLE = table();

    private Crc16() {}

    /** The CRC of all of {@code data}, 0–0xFFFF; 0xFFFF for none. */
    public static int of(byte[] data) {
        return of(data, data.length);
    }

    /**
     * The CRC of the first {@code length} bytes, 0–0xFFFF.
     *
     * @throws IndexOutOfBoundsException where {@code data} is shorter than that
     */
    public static int of(byte[] data, int length) {
        int crc = 0xFFFF;
        for (int i = 0; i < length; i++) {
            crc = (crc >>> 8) ^ TABLE[(crc ^ data[i]) & 0xFF];
        }
        return crc;
    }

    /** The two bytes as a frame carries them: low byte first. */
    static byte[] onTheWire(int crc) {
        return new byte[] {(byte) crc, (byte) (crc >>> 8)};
    }

    private static int[] table() {
        int[] table = new int[256];
        for (int value = 0; value < table.length; value++) {
            int crc = value;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
            }
            table[value] = crc;
        }
        return table;
    }
}
