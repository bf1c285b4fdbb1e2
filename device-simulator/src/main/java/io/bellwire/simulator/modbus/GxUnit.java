package io.bellwire.simulator.modbus;

import io.bellwire.simulator.plant.PlantState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The GX device itself: its system registers, and further addresses that read as 0 where a register file names them. */
final class GxUnit implements ModbusUnit {

    private final RegisterMap further;
    private final String serial;
    private final Supplier<PlantState> plant;
    private final Map<Integer, Integer> written = new HashMap<>();

    GxUnit(RegisterMap further, String serial, Supplier<PlantState> plant) {
        this.further = further;
        this.serial = serial;
        this.plant = plant;
    }

    @Override
    public int[] read(int address, int count) {
        Register.Moment moment = new Register.Moment(plant.get(), serial, written);
        int[] values = new int[count];
        int done = 0;
        while (done < count) {
            Register register = at(address + done).orElseThrow(ModbusRefusal::illegalAddress);
            int[] content = register.content().at(moment);
            int from = address + done - register.address();
            int taken = Math.min(content.length - from, count - done);
            System.arraycopy(content, from, values, done, taken);
            done += taken;
        }
        return values;
    }

    @Override
    public void write(int address, int[] values) {
        for (int i = 0; i < values.length; i++) {
            Register register = at(address + i).orElseThrow(ModbusRefusal::illegalAddress);
            if (!register.writable()) {
                throw ModbusRefusal.illegalAddress();
            }
            if (isRelay(address + i) && values[i] > 1) {
                throw ModbusRefusal.illegalValue();
            }
        }
        for (int i = 0; i < values.length; i++) {
            written.put(address + i, values[i]);
        }
    }

    private Optional<Register> at(int address) {
        return GxRegisters.MAP.at(address).or(() -> further.at(address));
    }

    private static boolean isRelay(int address) {
        return address == GxRegisters.RELAY_0 || address == GxRegisters.RELAY_1;
    }
}
