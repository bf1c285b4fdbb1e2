package io.bellwire.simulator.modbus;

import io.bellwire.simulator.plant.PlantState;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * One value of a register map.
 *
 * @param address of its first register, 0–65535
 * @param words registers that it takes, at least 1
 * @param writable whether functions 06 and 10 may set it
 * @param content its registers at a moment
 */
record Register(int address, int words, boolean writable, Content content) {

    interface Content {
        int[] at(Moment moment);
    }

    /**
     * What a value is made from.
     *
     * @param plant the plant
     * @param serial the device's serial number
     * @param written single registers that were written, by address
     */
    record Moment(PlantState plant, String serial, Map<Integer, Integer> written) {}

    /** A number of the plant; the register holds number × {@code factor}. */
    static Register number(int address, RegisterType type, double factor, ToDoubleFunction<PlantState> number) {
        return new Register(
                address, type.words(), false, moment -> type.encode(number.applyAsDouble(moment.plant()) * factor));
    }

    /** Registers that read as 0, or as what was written to them. */
    static Register plain(int address, int words, boolean writable) {
        return new Register(address, words, writable, moment -> {
            int[] registers = new int[words];
            for (int i = 0; i < words; i++) {
                registers[i] = moment.written().getOrDefault(address + i, 0);
            }
            return registers;
        });
    }

    /** Two ASCII characters a register, the first one high, the rest 0. */
    static Register serial(int address, int words) {
        return new Register(address, words, false, moment -> {
            int[] registers = new int[words];
            String text = moment.serial();
            for (int i = 0; i < Math.min(text.length(), 2 * words); i++) {
                registers[i / 2] |= (text.charAt(i) & 0x7F) << (i % 2 == 0 ? 8 : 0);
            }
            return registers;
        });
    }

    boolean covers(int anAddress) {
        return anAddress >= address && anAddress < address + words;
    }
}
