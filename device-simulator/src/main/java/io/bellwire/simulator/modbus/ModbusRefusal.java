package io.bellwire.simulator.modbus;

import com.ghgande.j2mod.modbus.Modbus;
import java.io.Serial;

/** A request that a unit answers with an exception (MODBUS Application Protocol V1.1b3 §7). */
final class ModbusRefusal extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final int code;

    private ModbusRefusal(int code) {
        super("Modbus exception " + code, null, false, false);
        this.code = code;
    }

    static ModbusRefusal illegalFunction() {
        return new ModbusRefusal(Modbus.ILLEGAL_FUNCTION_EXCEPTION);
    }

    static ModbusRefusal illegalAddress() {
        return new ModbusRefusal(Modbus.ILLEGAL_ADDRESS_EXCEPTION);
    }

    static ModbusRefusal illegalValue() {
        return new ModbusRefusal(Modbus.ILLEGAL_VALUE_EXCEPTION);
    }

    /** 1 byte. */
    int code() {
        return code;
    }
}
