package io.bellwire.simulator.modbus;

import com.ghgande.j2mod.modbus.Modbus;
import com.ghgande.j2mod.modbus.msg.ExceptionResponse;
import com.ghgande.j2mod.modbus.msg.ModbusRequest;
import com.ghgande.j2mod.modbus.msg.ModbusResponse;
import com.ghgande.j2mod.modbus.msg.ReadInputRegistersRequest;
import com.ghgande.j2mod.modbus.msg.ReadInputRegistersResponse;
import com.ghgande.j2mod.modbus.msg.ReadMultipleRegistersRequest;
import com.ghgande.j2mod.modbus.msg.ReadMultipleRegistersResponse;
import com.ghgande.j2mod.modbus.msg.WriteMultipleRegistersRequest;
import com.ghgande.j2mod.modbus.msg.WriteMultipleRegistersResponse;
import com.ghgande.j2mod.modbus.msg.WriteSingleRegisterRequest;
import com.ghgande.j2mod.modbus.msg.WriteSingleRegisterResponse;
import com.ghgande.j2mod.modbus.procimg.InputRegister;
import com.ghgande.j2mod.modbus.procimg.Register;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;

/** What a unit answers to a request: functions 03, 04, 06 and 10, an exception for the rest. */
final class ModbusSlave {

    private static final int MOST_READ = 125;
    private static final int MOST_WRITTEN = 123;

    private ModbusSlave() {}

    /**
     * @param message from unit address to the last byte of data, without CRC
     * @throws IOException where the message ends too soon or too late for its function
     */
    static ModbusResponse answer(ModbusUnit unit, byte[] message) throws IOException {
        int function = message[1] & 0xFF;
        ModbusResponse response;
        try {
            response = respond(unit, function, message);
        } catch (ModbusRefusal refusal) {
            response = new ExceptionResponse(function, refusal.code());
        }
        response.setUnitID(message[0] & 0xFF);
        response.setHeadless();
        return response;
    }

    private static ModbusResponse respond(ModbusUnit unit, int function, byte[] message) throws IOException {
        switch (function) {
            case Modbus.READ_MULTIPLE_REGISTERS -> {
                var request = parse(new ReadMultipleRegistersRequest(), message);
                return new ReadMultipleRegistersResponse(read(unit, request.getReference(), request.getWordCount()));
            }
            case Modbus.READ_INPUT_REGISTERS -> {
                var request = parse(new ReadInputRegistersRequest(), message);
                return new ReadInputRegistersResponse(read(unit, request.getReference(), request.getWordCount()));
            }
            case Modbus.WRITE_SINGLE_REGISTER -> {
                var request = parse(new WriteSingleRegisterRequest(), message);
                int value = request.getRegister().toUnsignedShort();
                unit.write(request.getReference(), new int[] {value});
                return new WriteSingleRegisterResponse(request.getReference(), value);
            }
            case Modbus.WRITE_MULTIPLE_REGISTERS -> {
                requireByteCount(message);
                var request = parse(new WriteMultipleRegistersRequest(), message);
                int[] values = Arrays.stream(request.getRegisters())
                        .mapToInt(InputRegister::toUnsignedShort)
                        .toArray();
                unit.write(request.getReference(), values);
                return new WriteMultipleRegistersResponse(request.getReference(), values.length);
            }
            default -> throw ModbusRefusal.illegalFunction();
        }
    }

    private static <T extends ModbusRequest> T parse(T request, byte[] message) throws IOException {
        ByteArrayInputStream bytes = new ByteArrayInputStream(message);
        request.setHeadless();
        request.readFrom(new DataInputStream(bytes));
        if (bytes.available() > 0) {
            throw new IOException("longer than its function says");
        }
        return request;
    }

    /** j2mod trusts the two counts of a write and runs beyond its arrays where they contradict each other. */
    private static void requireByteCount(byte[] message) throws IOException {
        if (message.length < 7 || message.length != 7 + (message[6] & 0xFF)) {
            throw new IOException("not as long as its byte count says");
        }
        int count = (message[4] & 0xFF) << 8 | message[5] & 0xFF;
        if (count < 1 || count > MOST_WRITTEN || (message[6] & 0xFF) != 2 * count) {
            throw ModbusRefusal.illegalValue();
        }
    }

    private static Register[] read(ModbusUnit unit, int address, int count) {
        if (count < 1 || count > MOST_READ) {
            throw ModbusRefusal.illegalValue();
        }
        return Arrays.stream(unit.read(address, count))
                .mapToObj(SimpleRegister::new)
                .toArray(Register[]::new);
    }
}
