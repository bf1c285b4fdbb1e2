package io.bellwire.worker.modbus;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * One Modbus RTU frame: unit address (1 byte, 0–247, 0 broadcasts), function code (1 byte), data, CRC (2 bytes, low byte
 * first); 4–256 bytes together (MODBUS over Serial Line V1.02 §2.2, §2.5.1). What came over a wire may be less or wrong,
 * and is kept as it came.
 */
public final class RtuFrame {

    /** Unit address, function code, CRC. */
    public static final int MIN_BYTES = 4;

    public static final int MAX_BYTES = 256;

    private final byte[] bytes;

    private RtuFrame(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A frame of 4–256 bytes, its CRC included, right or not.
     *
     * @throws IllegalArgumentException for another length
     */
    public static RtuFrame of(byte[] bytes) {
        RtuFrame frame = ofWire(bytes);
        if (!frame.hasFrameLength()) {
            throw new IllegalArgumentException(
                    "A Modbus RTU frame has " + MIN_BYTES + " to " + MAX_BYTES + " bytes, not " + bytes.length + ".");
        }
        return frame;
    }

    /** Whatever a device sent: half a frame, none at all, one with a wrong CRC. */
    public static RtuFrame ofWire(byte[] bytes) {
        return new RtuFrame(bytes.clone());
    }

    /** Appends the CRC to 2–254 bytes that lack it. */
    static RtuFrame withCrcAppended(byte[] bytes) {
        byte[] frame = Arrays.copyOf(bytes, bytes.length + Crc16.LENGTH);
        System.arraycopy(Crc16.onTheWire(Crc16.of(bytes)), 0, frame, bytes.length, Crc16.LENGTH);
        return of(frame);
    }

    /** A copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** 0–255; empty where nothing came. */
    public OptionalInt unitAddress() {
        return byteAt(0);
    }

    /** 0–255, an exception answer has bit 7 set; empty where less than two bytes came. */
    public OptionalInt functionCode() {
        return byteAt(1);
    }

    /** Lower case, space separated, the CRC included. */
    public String hex() {
        return HexBytes.format(bytes);
    }

    /** Whether this has a frame's length and ends with the CRC of what is before it. */
    public boolean crcValid() {
        return hasFrameLength() && Crc16.of(bytes, bytes.length - Crc16.LENGTH) == crc();
    }

    /**
     * The CRC that belongs at the end in place of the last two bytes, as hex in wire order, such as {@code c5 cd}.
     *
     * @throws IllegalStateException where this is no frame's length
     */
    public String expectedCrc() {
        if (!hasFrameLength()) {
            throw new IllegalStateException("no frame: " + bytes.length + " bytes");
        }
        return HexBytes.format(Crc16.onTheWire(Crc16.of(bytes, bytes.length - Crc16.LENGTH)));
    }

    private int crc() {
        return (bytes[bytes.length - 2] & 0xFF) | (bytes[bytes.length - 1] & 0xFF) << 8;
    }

    private boolean hasFrameLength() {
        return bytes.length >= MIN_BYTES && bytes.length <= MAX_BYTES;
    }

    private OptionalInt byteAt(int offset) {
        return offset < bytes.length ? OptionalInt.of(bytes[offset] & 0xFF) : OptionalInt.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RtuFrame frame && Arrays.equals(bytes, frame.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Never the content, which belongs in no log. */
    @Override
    public String toString() {
        return "RtuFrame[" + bytes.length + " bytes]";
    }
}
