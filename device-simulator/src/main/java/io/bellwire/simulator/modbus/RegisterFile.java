package io.bellwire.simulator.modbus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A register list in the form of Victron's attributes.csv
 * (<a href="https://github.com/victronenergy/dbus_modbustcp">dbus_modbustcp</a>): service, path, type, unit, address,
 * register type, factor, R or W. The addresses it names answer, as 0 until they are written where they may be.
 */
public final class RegisterFile {

    private static final int COLUMNS = 8;
    private static final Pattern TYPE = Pattern.compile("(u?int16)|(u?int32)|(u?int64)|[A-Za-z]+\\[(\\d{1,3})]");

    private RegisterFile() {}

    /** A map without addresses. */
    public static RegisterMap none() {
        return new RegisterMap(List.of());
    }

    /**
     * @throws IOException where the file cannot be read as UTF-8
     * @throws IllegalArgumentException where a line is not of this form, with its number
     */
    public static RegisterMap load(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<Register> registers = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                registers.add(parse(lines.get(i), i + 1));
            }
        }
        return new RegisterMap(registers);
    }

    private static Register parse(String line, int number) {
        String[] columns = line.split(",", -1);
        if (columns.length != COLUMNS) {
            throw malformed(number, "has " + columns.length + " columns, not " + COLUMNS);
        }
        int address = address(columns[4], number);
        int words = words(columns[5], number);
        if (address + words > 0x10000) {
            throw malformed(number, "reaches beyond address 65535");
        }
        return switch (columns[7].strip()) {
            case "R" -> Register.plain(address, words, false);
            case "W" -> Register.plain(address, words, true);
            default -> throw malformed(number, "has neither R nor W in its last column");
        };
    }

    private static int address(String text, int number) {
        try {
            int address = Integer.parseInt(text.strip());
            if (address >= 0 && address <= 0xFFFF) {
                return address;
            }
        } catch (NumberFormatException notANumber) {
            // the same sentence as for one out of range
        }
        throw malformed(number, "has no address from 0 to 65535 in column 5");
    }

    private static int words(String text, int number) {
        Matcher type = TYPE.matcher(text.strip());
        if (!type.matches()) {
            throw malformed(number, "has an unknown register type in column 6");
        }
        if (type.group(4) != null) {
            int words = Integer.parseInt(type.group(4));
            if (words == 0) {
                throw malformed(number, "has a value of no registers in column 6");
            }
            return words;
        }
        return type.group(1) != null ? 1 : type.group(2) != null ? 2 : 4;
    }

    private static IllegalArgumentException malformed(int line, String what) {
        return new IllegalArgumentException("Line " + line + " of the register file " + what + ".");
    }
}
