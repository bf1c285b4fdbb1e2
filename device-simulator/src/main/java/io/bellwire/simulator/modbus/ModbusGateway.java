package io.bellwire.simulator.modbus;

import com.ghgande.j2mod.modbus.msg.ModbusResponse;
import com.ghgande.j2mod.modbus.util.ModbusUtil;
import io.bellwire.simulator.plant.PlantState;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;

/** Takes a Modbus RTU request as hex to the unit it addresses and brings the answer back, as a GX device's firmware does. */
public final class ModbusGateway {

    /** The GX device itself. */
    public static final int GX_UNIT = 100;

    /** The meter on the RS485 line. */
    public static final int METER_UNIT = 9;

    /** In place of hex: the line is dead at that address. */
    public static final String NO_RESPONSE = "No response from RS485";

    /** In place of hex: a unit that heard no proper frame stays silent. */
    public static final String TIMEOUT = "Modbus timeout";

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
    private static final int SHORTEST_FRAME = 4;
    private static final int LONGEST_FRAME = 256;

    private final Map<Integer, ModbusUnit> units;

    /**
     * @param further addresses that unit 100 has besides 800–919
     * @param serial serial number of the GX device, up to 12 ASCII characters
     * @param plant looked at for every request
     */
    public ModbusGateway(RegisterMap further, String serial, Supplier<PlantState> plant) {
        this.units = Map.of(GX_UNIT, new GxUnit(further, serial, plant), METER_UNIT, new MeterUnit(plant));
    }

    /** The answer's frame as hex, lower case, space separated, or why there is none. */
    public String answer(String hex) {
        byte[] frame;
        try {
            frame = HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        } catch (IllegalArgumentException notHex) {
            return TIMEOUT;
        }
        if (frame.length < SHORTEST_FRAME
                || frame.length > LONGEST_FRAME
                || !Arrays.equals(crc(frame, frame.length - 2), tail(frame))) {
            return TIMEOUT;
        }
        ModbusUnit unit = units.get(frame[0] & 0xFF);
        return unit == null ? NO_RESPONSE : answer(unit, Arrays.copyOf(frame, frame.length - 2));
    }

    private static String answer(ModbusUnit unit, byte[] message) {
        try {
            return encode(ModbusSlave.answer(unit, message));
        } catch (IOException wrongLength) {
            return TIMEOUT;
        }
    }

    private static String encode(ModbusResponse response) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        response.writeTo(new DataOutputStream(bytes));
        byte[] message = bytes.toByteArray();
        bytes.writeBytes(crc(message, message.length));
        return HEX.formatHex(bytes.toByteArray());
    }

    private static byte[] tail(byte[] frame) {
        return Arrays.copyOfRange(frame, frame.length - 2, frame.length);
    }

    private static byte[] crc(byte[] bytes, int length) {
        int[] lowAndHigh = ModbusUtil.calculateCRC(bytes, 0, length);
        return new byte[] {(byte) lowAndHigh[0], (byte) lowAndHigh[1]};
    }
}
