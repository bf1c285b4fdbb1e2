package io.bellwire.simulator.modbus;

/** What answers at one unit address: 16-bit registers, 0–65535 each. */
interface ModbusUnit {

    /**
     * @param count 1–125
     * @throws ModbusRefusal where an address has no register
     */
    int[] read(int address, int count);

    /**
     * Writes all of {@code values} or none.
     *
     * @throws ModbusRefusal where an address has no register, or one that does not take the value
     */
    void write(int address, int[] values);
}
