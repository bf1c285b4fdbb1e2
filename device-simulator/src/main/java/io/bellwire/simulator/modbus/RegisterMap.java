package io.bellwire.simulator.modbus;

import java.util.Collection;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Which addresses a unit has. */
public final class RegisterMap {

    private final NavigableMap<Integer, Register> byAddress = new TreeMap<>();

    RegisterMap(Collection<Register> registers) {
        registers.forEach(register -> byAddress.putIfAbsent(register.address(), register));
    }

    /** Single registers, reserved ones included. */
    public int size() {
        return byAddress.values().stream().mapToInt(Register::words).sum();
    }

    /** The value that {@code address} is part of. */
    Optional<Register> at(int address) {
        return Optional.ofNullable(byAddress.floorEntry(address))
                .map(entry -> entry.getValue())
                .filter(register -> register.covers(address));
    }
}
