package io.bellwire.simulator.modbus;

import static io.bellwire.simulator.modbus.Register.number;
import static io.bellwire.simulator.modbus.Register.plain;
import static io.bellwire.simulator.modbus.RegisterType.INT16;
import static io.bellwire.simulator.modbus.RegisterType.INT32;
import static io.bellwire.simulator.modbus.RegisterType.UINT16;
import static io.bellwire.simulator.modbus.RegisterType.UINT32;
import static io.bellwire.simulator.modbus.RegisterType.UINT64;

import io.bellwire.simulator.plant.Phases;
import io.bellwire.simulator.plant.PlantState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The system registers of a Victron GX device, addresses 800–919, answered as unit 100
 * (<a href="https://github.com/victronenergy/dbus_modbustcp">dbus_modbustcp</a>, service com.victronenergy.system).
 * A register holds value × factor, so that a factor of 10 means tenths. This plant has neither a generator nor
 * modules on an AC side, and all its loads are on the inverter's output.
 */
final class GxRegisters {

    static final int FIRST = 800;
    static final int LAST = 919;

    /** {@code /Relay/0/State} and {@code /Relay/1/State}: 0 open, 1 closed. */
    static final int RELAY_0 = 806;

    static final int RELAY_1 = 807;

    /** {@code /Ac/ActiveIn/Source}: 1 is the grid. */
    private static final int SOURCE_GRID = 1;

    /** v3.60 as Victron numbers releases. */
    private static final int FIRMWARE = 0x0360FF;

    static final RegisterMap MAP = new RegisterMap(registers());

    private GxRegisters() {}

    private static List<Register> registers() {
        List<Register> map = new ArrayList<>();
        map.add(Register.serial(800, 6));
        map.add(plain(RELAY_0, 1, true));
        map.add(plain(RELAY_1, 1, true));

        map.add(plain(808, 9, false)); // PV on output, on grid, on generator: W by phase
        phases(map, 817, UINT16, PlantState::load);
        phases(map, 820, INT16, PlantState::grid);
        map.add(plain(823, 3, false)); // generator: W by phase
        map.add(number(826, INT16, 1, plant -> SOURCE_GRID));
        map.add(plain(827, 3, false)); // reserved

        map.add(number(830, UINT64, 1, plant -> plant.time().getEpochSecond()));
        map.add(number(834, UINT32, 1, plant -> FIRMWARE));
        map.add(plain(836, 4, false)); // reserved

        map.add(number(840, UINT16, 10, PlantState::batteryVoltage));
        map.add(number(841, INT16, 10, PlantState::batteryCurrent));
        map.add(number(842, INT16, 1, PlantState::batteryPower));
        map.add(number(843, UINT16, 1, PlantState::soc));
        map.add(number(844, UINT16, 1, plant -> plant.batteryState().ordinal()));
        map.add(number(845, UINT16, -10, PlantState::consumedAmpHours));
        map.add(number(846, UINT16, 0.01, PlantState::timeToGoSeconds));
        map.add(plain(847, 3, false)); // reserved

        map.add(number(850, UINT16, 1, PlantState::pvPower));
        map.add(number(851, INT16, 10, plant -> plant.pvPower() / plant.batteryVoltage()));
        map.add(plain(852, 3, false)); // reserved
        map.add(plain(855, 1, false)); // charger, W
        map.add(plain(856, 4, false)); // reserved
        map.add(number(860, INT16, 1, PlantState::dcLoad));
        map.add(plain(861, 4, false)); // reserved
        map.add(number(865, INT16, 10, GxRegisters::inverterCurrent));
        map.add(number(866, INT16, 1, PlantState::inverterDcPower));
        map.add(plain(867, 1, false)); // reserved
        map.add(number(868, INT32, 10, GxRegisters::inverterCurrent));
        map.add(number(870, INT32, 1, PlantState::inverterDcPower));

        map.add(plain(872, 6, false)); // consumption on input: W by phase
        phases(map, 878, INT32, PlantState::load);
        map.add(plain(884, 18, false)); // PV on output, on grid, on generator: W by phase
        phases(map, 902, UINT32, PlantState::load);
        phases(map, 908, INT32, PlantState::grid);
        map.add(plain(914, 6, false)); // generator: W by phase
        return map;
    }

    private static void phases(List<Register> map, int address, RegisterType type, Function<PlantState, Phases> power) {
        map.add(number(address, type, 1, plant -> power.apply(plant).l1()));
        map.add(number(
                address + type.words(), type, 1, plant -> power.apply(plant).l2()));
        map.add(number(
                address + 2 * type.words(), type, 1, plant -> power.apply(plant).l3()));
    }

    private static double inverterCurrent(PlantState plant) {
        return plant.inverterDcPower() / plant.batteryVoltage();
    }
}
