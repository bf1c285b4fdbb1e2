package io.bellwire.worker.modbus;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The public function codes, with what their requests do and how long they are: MODBUS Application Protocol V1.1b3, §5.1
 * and §6. Every other code (0, the user-defined 65–72 and 100–110, reserved ones, answers with bit 7 set) has no entry.
 */
public enum FunctionCode {
    READ_COILS(0x01, Access.READS, RequestLength.of(6)),
    READ_DISCRETE_INPUTS(0x02, Access.READS, RequestLength.of(6)),
    READ_HOLDING_REGISTERS(0x03, Access.READS, RequestLength.of(6)),
    READ_INPUT_REGISTERS(0x04, Access.READS, RequestLength.of(6)),
    WRITE_SINGLE_COIL(0x05, Access.WRITES, RequestLength.of(6)),
    WRITE_SINGLE_REGISTER(0x06, Access.WRITES, RequestLength.of(6)),
    READ_EXCEPTION_STATUS(0x07, Access.READS, RequestLength.of(2)),
    DIAGNOSTICS(0x08, Access.WRITES, RequestLength.ofDiagnostics()),
    GET_COMM_EVENT_COUNTER(0x0B, Access.READS, RequestLength.of(2)),
    GET_COMM_EVENT_LOG(0x0C, Access.READS, RequestLength.of(2)),
    WRITE_MULTIPLE_COILS(0x0F, Access.WRITES, RequestLength.byByteCountAt(6)),
    WRITE_MULTIPLE_REGISTERS(0x10, Access.WRITES, RequestLength.byByteCountAt(6)),
    REPORT_SERVER_ID(0x11, Access.READS, RequestLength.of(2)),
    READ_FILE_RECORD(0x14, Access.READS, RequestLength.byByteCountAt(2)),
    WRITE_FILE_RECORD(0x15, Access.WRITES, RequestLength.byByteCountAt(2)),
    MASK_WRITE_REGISTER(0x16, Access.WRITES, RequestLength.of(8)),
    READ_WRITE_MULTIPLE_REGISTERS(0x17, Access.WRITES, RequestLength.byByteCountAt(10)),
    READ_FIFO_QUEUE(0x18, Access.READS, RequestLength.of(4)),
    ENCAPSULATED_INTERFACE_TRANSPORT(0x2B, Access.READS, RequestLength.ofEncapsulated());

    private static final @Nullable FunctionCode[] BY_CODE = new FunctionCode[256];

    static {
        for (FunctionCode function : values()) {
            BY_CODE[function.code] = function;
        }
    }

    private final int code;
    private final Access access;
    private final RequestLength length;

    FunctionCode(int code, Access access, RequestLength length) {
        this.code = code;
        this.access = access;
        this.length = length;
    }

    /** The entry of a code; empty for one that is not public. */
    public static Optional<FunctionCode> of(int code) {
        return code < 0 || code >= BY_CODE.length ? Optional.empty() : Optional.ofNullable(BY_CODE[code]);
    }

    /** The code as a frame carries it, 1 byte. */
    public int code() {
        return code;
    }

    /** Whether a request with this code changes nothing in the device. */
    public boolean reads() {
        return access == Access.READS;
    }

    /**
     * Bytes that this request has from its unit address up to, but without, its CRC: 2 at least, or
     * {@link RequestLength#OPEN}. Where the field that would tell is missing, more than the request has.
     */
    int lengthBeforeCrc(byte[] request) {
        return length.beforeCrc(request);
    }

    private enum Access {
        READS,
        WRITES
    }
}
