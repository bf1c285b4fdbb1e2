package io.bellwire.simulator.modbus;

import io.bellwire.simulator.plant.Phases;
import io.bellwire.simulator.plant.PlantState;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A three-phase energy meter at the grid connection, on the RS485 line. Sixteen registers, read-only:
 *
 * <table>
 * <caption>Registers</caption>
 * <tr><th>address</th><th>value</th></tr>
 * <tr><td>0–2</td><td>voltage of L1–L3, 0.1 V</td></tr>
 * <tr><td>3–5</td><td>current of L1–L3, 0.1 A, signed as the power</td></tr>
 * <tr><td>6–8</td><td>power of L1–L3, W, signed: negative exports</td></tr>
 * <tr><td>9</td><td>power of all phases, W, signed</td></tr>
 * <tr><td>10</td><td>frequency, 0.01 Hz</td></tr>
 * <tr><td>11</td><td>power factor, 0.01</td></tr>
 * <tr><td>12–13</td><td>energy imported, 0.01 kWh, 32 bits, high word first</td></tr>
 * <tr><td>14–15</td><td>energy exported, 0.01 kWh, 32 bits, high word first</td></tr>
 * </table>
 */
final class MeterUnit implements ModbusUnit {

    static final int REGISTERS = 16;

    private static final double VOLTS = 230;

    private final Supplier<PlantState> plant;

    MeterUnit(Supplier<PlantState> plant) {
        this.plant = plant;
    }

    @Override
    public int[] read(int address, int count) {
        if (address + count > REGISTERS) {
            throw ModbusRefusal.illegalAddress();
        }
        return Arrays.copyOfRange(registers(plant.get()), address, address + count);
    }

    @Override
    public void write(int address, int[] values) {
        throw ModbusRefusal.illegalAddress();
    }

    private static int[] registers(PlantState plant) {
        Phases power = plant.grid();
        int[] registers = new int[REGISTERS];
        phase(registers, 0, power.l1());
        phase(registers, 1, power.l2());
        phase(registers, 2, power.l3());
        put(registers, 9, RegisterType.INT16, power.total());
        put(registers, 10, RegisterType.UINT16, 5_000);
        put(registers, 11, RegisterType.UINT16, 100);
        put(registers, 12, RegisterType.UINT32, plant.importedWattHours() / 10);
        put(registers, 14, RegisterType.UINT32, plant.exportedWattHours() / 10);
        return registers;
    }

    /** Export lifts the voltage a little, import lowers it. */
    private static void phase(int[] registers, int phase, double watts) {
        double volts = VOLTS - watts / 1_000;
        put(registers, phase, RegisterType.UINT16, 10 * volts);
        put(registers, 3 + phase, RegisterType.INT16, 10 * watts / volts);
        put(registers, 6 + phase, RegisterType.INT16, watts);
    }

    private static void put(int[] registers, int at, RegisterType type, double number) {
        int[] encoded = type.encode(number);
        System.arraycopy(encoded, 0, registers, at, encoded.length);
    }
}
