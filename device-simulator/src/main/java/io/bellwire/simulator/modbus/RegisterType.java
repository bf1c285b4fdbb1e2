package io.bellwire.simulator.modbus;

/** How a number lies in registers: big-endian, high word first. */
enum RegisterType {
    UINT16(1, 0, 0xFFFFL),
    INT16(1, Short.MIN_VALUE, Short.MAX_VALUE),
    UINT32(2, 0, 0xFFFFFFFFL),
    INT32(2, Integer.MIN_VALUE, Integer.MAX_VALUE),
    UINT64(4, 0, Long.MAX_VALUE);

    private final int words;
    private final long least;
    private final long most;

    RegisterType(int words, long least, long most) {
        this.words = words;
        this.least = least;
        this.most = most;
    }

    int words() {
        return words;
    }

    /** The registers of {@code number}, rounded, and held at the end of the range that it lies beyond. */
    int[] encode(double number) {
        long bounded = Math.max(least, Math.min(most, Math.round(number)));
        int[] registers = new int[words];
        for (int i = 0; i < words; i++) {
            registers[i] = (int) (bounded >>> 16 * (words - 1 - i)) & 0xFFFF;
        }
        return registers;
    }
}
