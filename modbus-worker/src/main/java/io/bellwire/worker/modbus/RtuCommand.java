package io.bellwire.worker.modbus;

import io.bellwire.worker.modbus.MalformedHex.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A request as it goes to a device, from the hex someone typed with or without its CRC.
 *
 * <p>Where the function code tells the length of the request, a missing CRC is appended, and a length that fits neither
 * form is an error. Where it does not (codes that are not public, a long "Return Query Data", encapsulated transports
 * other than device identification), 4 to 256 bytes are taken as complete and are never added to: a CRC put after one
 * that was mistyped would turn a frame that every device ignores into one that a device carries out. Whoever left the CRC
 * out there learns it from {@link #crcValid()} and {@link #expectedCrc()}. Two or three bytes cannot hold a CRC and get one.
 */
public final class RtuCommand {

    /** Ten holding registers of unit 9, what an operator's broadcast asks by default. */
    public static final String DEFAULT_HEX = "09 03 00 00 00 0a c4 85";

    private final RtuFrame frame;
    private final int functionCode;
    private final boolean crcAppended;

    private RtuCommand(RtuFrame frame, int functionCode, boolean crcAppended) {
        this.frame = frame;
        this.functionCode = functionCode;
        this.crcAppended = crcAppended;
    }

    /**
     * Reads a command; {@code null} stands for {@link #DEFAULT_HEX}.
     *
     * @throws MalformedHex where the text is no hex, or its length fits the function code in neither form
     */
    public static RtuCommand parse(@Nullable String hex) {
        byte[] given = HexBytes.parse(hex == null ? DEFAULT_HEX : hex, RtuFrame.MAX_BYTES);
        if (given.length < RtuFrame.MIN_BYTES - Crc16.LENGTH) {
            throw new MalformedHex(Reason.WRONG_LENGTH, "A command needs a unit address and a function code at least");
        }
        int code = given[1] & 0xFF;
        int expected = FunctionCode.of(code)
                .map(function -> function.lengthBeforeCrc(given))
                .orElse(RequestLength.OPEN);
        boolean complete = expected == RequestLength.OPEN
                ? given.length >= RtuFrame.MIN_BYTES
                : given.length == expected + Crc16.LENGTH;
        if (complete) {
            return new RtuCommand(RtuFrame.of(given), code, false);
        }
        if (expected != RequestLength.OPEN && given.length != expected) {
            throw wrongLength(code, expected, given.length);
        }
        if (given.length + Crc16.LENGTH > RtuFrame.MAX_BYTES) {
            throw new MalformedHex(
                    Reason.TOO_LONG, "With its CRC the command would be longer than " + RtuFrame.MAX_BYTES + " bytes");
        }
        return new RtuCommand(RtuFrame.withCrcAppended(given), code, true);
    }

    private static MalformedHex wrongLength(int code, int expected, int given) {
        return new MalformedHex(
                Reason.WRONG_LENGTH,
                String.format(
                        "This command of function %02x needs %d bytes, or %d with CRC, but has %d",
                        code, expected, expected + Crc16.LENGTH, given));
    }

    public RtuFrame frame() {
        return frame;
    }

    /** What will be sent, CRC included: 4–256 bytes, a copy. */
    public byte[] bytes() {
        return frame.bytes();
    }

    /** What will be sent, lower case, space separated. */
    public String hexCommand() {
        return frame.hex();
    }

    /** 0–255. */
    public int functionCode() {
        return functionCode;
    }

    /** Whether the CRC was missing and has been added. */
    public boolean crcAppended() {
        return crcAppended;
    }

    /** False for a CRC that was given and does not match: it is sent as given unless the caller refuses it. */
    public boolean crcValid() {
        return frame.crcValid();
    }

    /** The right CRC in wire order, such as {@code c5 cd}. */
    public String expectedCrc() {
        return frame.expectedCrc();
    }

    /** Whether the function is known to change nothing; every unknown function may. */
    public boolean readOnly() {
        return FunctionCode.of(functionCode).map(FunctionCode::reads).orElse(false);
    }

    /** {@code modbus_read} or {@code modbus_write}, as devices are told. */
    public String commandType() {
        return readOnly() ? "modbus_read" : "modbus_write";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RtuCommand command && frame.equals(command.frame) && crcAppended == command.crcAppended;
    }

    @Override
    public int hashCode() {
        return frame.hashCode();
    }

    /** Never the content, which belongs in no log. */
    @Override
    public String toString() {
        return "RtuCommand[" + commandType() + ", " + frame + "]";
    }
}
