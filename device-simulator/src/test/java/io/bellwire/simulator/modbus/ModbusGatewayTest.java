package io.bellwire.simulator.modbus;

import static io.bellwire.simulator.modbus.Frames.framed;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.simulator.plant.Phases;
import io.bellwire.simulator.plant.PlantState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers are written out by hand. */
class ModbusGatewayTest {

    private static final PlantState PLANT = new PlantState(
            Instant.parse("2024-01-15T10:30:00Z"),
            1_500,
            new Phases(700, 200, 100),
            new Phases(450, -50.4, -150),
            250,
            520,
            10,
            52,
            63.5,
            300,
            -955,
            25,
            100,
            123_450,
            67_890_120);

    private final ModbusGateway gateway = new ModbusGateway(RegisterFile.none(), "C0619AB12345", () -> PLANT);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "800, 6 | 43 30 36 31 39 41 42 31 32 33 34 35", // serial
                "806, 2 | 00 00 00 00", // relays
                "808, 9 | 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
                "817, 3 | 02 bc 00 c8 00 64", // consumption 700, 200, 100 W
                "820, 3 | 01 c2 ff ce ff 6a", // grid 450, -50, -150 W
                "823, 3 | 00 00 00 00 00 00",
                "826, 1 | 00 01", // active input: grid
                "830, 4 | 00 00 00 00 65 a5 09 28", // 1705314600 s
                "834, 2 | 00 03 60 ff",
                "840, 1 | 02 08", // 52.0 V
                "841, 1 | 00 64", // 10.0 A
                "842, 1 | 02 08", // 520 W
                "843, 1 | 00 40", // 64 %
                "844, 1 | 00 01", // charging
                "845, 1 | 04 47", // -109.5 Ah x -10 = 1095
                "846, 1 | 21 c0", // 240 h x 0.01 = 8640
                "850, 1 | 05 dc", // 1500 W
                "851, 1 | 01 20", // 28.8 A
                "855, 1 | 00 00",
                "860, 1 | 00 19", // 25 W
                "865, 1 | ff 48", // -18.4 A
                "866, 1 | fc 45", // -955 W
                "868, 2 | ff ff ff 48",
                "870, 2 | ff ff fc 45",
                "872, 6 | 00 00 00 00 00 00 00 00 00 00 00 00",
                "878, 6 | 00 00 02 bc 00 00 00 c8 00 00 00 64",
                "902, 6 | 00 00 02 bc 00 00 00 c8 00 00 00 64",
                "908, 6 | 00 00 01 c2 ff ff ff ce ff ff ff 6a",
                "914, 6 | 00 00 00 00 00 00 00 00 00 00 00 00",
                "869, 2 | ff 48 ff ff", // the low word of one value, the high word of the next
                "827, 3 | 00 00 00 00 00 00",
                "836, 4 | 00 00 00 00 00 00 00 00",
            })
    void the_gx_registers_hold_the_plant(String range, String data) {
        int address = Integer.parseInt(range.split(", ")[0]);
        int count = Integer.parseInt(range.split(", ")[1]);
        String answer = String.format("%02x ", 2 * count) + data;

        assertThat(ask("64 03 " + words(address, count))).isEqualTo(framed("64 03 " + answer));
        assertThat(ask("64 04 " + words(address, count))).isEqualTo(framed("64 04 " + answer));
    }

    @Test
    void every_address_of_the_map_answers_alone_and_none_beyond_it() {
        for (int address = 0; address <= 0xFFFF; address++) {
            String answer = ask("64 03 " + words(address, 1));
            if (address >= 800 && address <= 919) {
                assertThat(answer).as("%d", address).startsWith("64 03 02 ").hasSize(7 * 3 - 1);
            } else {
                assertThat(answer).as("%d", address).isEqualTo(framed("64 83 02"));
            }
        }
    }

    @Test
    void ranges_are_the_single_registers_in_a_row() {
        StringBuilder all = new StringBuilder();
        for (int address = 800; address <= 919; address++) {
            all.append(ask("64 03 " + words(address, 1)), 9, 15);
        }
        for (int first = 800; first <= 919; first++) {
            for (int count : new int[] {1, 2, 3, 5, 7, 920 - first}) {
                if (first + count <= 920) {
                    String data = all.substring(6 * (first - 800), 6 * (first - 800 + count) - 1);
                    assertThat(ask("64 03 " + words(first, count)))
                            .isEqualTo(framed("64 03 " + String.format("%02x ", 2 * count) + data));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"799, 1", "799, 2", "919, 2", "920, 1", "0, 1", "65535, 1", "65535, 2", "800, 121"})
    void a_range_that_leaves_the_map_is_an_illegal_address(int address, int count) {
        assertThat(ask("64 03 " + words(address, count))).isEqualTo(framed("64 83 02"));
        assertThat(ask("64 04 " + words(address, count))).isEqualTo(framed("64 84 02"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 126, 255, 65535})
    void a_quantity_that_no_answer_can_hold_is_an_illegal_value(int count) {
        assertThat(ask("64 03 " + words(800, count))).isEqualTo(framed("64 83 03"));
    }

    @Test
    void every_other_function_is_illegal() {
        for (int function = 0; function < 0x80; function++) {
            if (!List.of(3, 4, 6, 16).contains(function)) {
                assertThat(ask(String.format("64 %02x 00 00 00 01", function)))
                        .isEqualTo(framed(String.format("64 %02x 01", function | 0x80)));
            }
        }
    }

    @Test
    void a_relay_is_written_and_read_back() {
        assertThat(ask("64 06 03 26 00 01")).isEqualTo(framed("64 06 03 26 00 01"));
        assertThat(ask("64 03 03 26 00 02")).isEqualTo(framed("64 03 04 00 01 00 00"));

        assertThat(ask("64 10 03 26 00 02 04 00 00 00 01")).isEqualTo(framed("64 10 03 26 00 02"));
        assertThat(ask("64 03 03 26 00 02")).isEqualTo(framed("64 03 04 00 00 00 01"));
    }

    @Test
    void a_write_is_done_as_a_whole_or_not_at_all() {
        assertThat(ask("64 06 03 26 00 02")).as("no such state").isEqualTo(framed("64 86 03"));
        assertThat(ask("64 06 03 48 00 01")).as("840 is read-only").isEqualTo(framed("64 86 02"));
        assertThat(ask("64 06 00 00 00 01")).as("no such address").isEqualTo(framed("64 86 02"));
        assertThat(ask("64 10 03 27 00 02 04 00 01 00 01")).as("807 and 808").isEqualTo(framed("64 90 02"));
        assertThat(ask("64 10 03 26 00 02 04 00 01 00 05")).as("second value").isEqualTo(framed("64 90 03"));
        assertThat(ask("64 10 03 26 00 02 02 00 01")).as("counts differ").isEqualTo(framed("64 90 03"));
        assertThat(ask("64 10 03 26 00 00 00")).as("nothing to write").isEqualTo(framed("64 90 03"));

        assertThat(ask("64 03 03 26 00 02")).isEqualTo(framed("64 03 04 00 00 00 00"));
    }

    @Test
    void the_default_broadcast_is_answered_by_the_meter() {
        // 229.6, 230.1, 230.2 V; 2.0, -0.2, -0.7 A; 450, -50, -150 W; 250 W in all
        assertThat(gateway.answer("09 03 00 00 00 0a c4 85"))
                .isEqualTo(framed("09 03 14 08 f8 08 fd 08 fe 00 14 ff fe ff f9 01 c2 ff ce ff 6a 00 fa"));
    }

    @Test
    void the_meter_has_sixteen_registers() {
        // and 50.00 Hz, 1.00, 123.45 kWh, 67890.12 kWh
        assertThat(gateway.answer("09 03 00 00 00 10 45 4e"))
                .isEqualTo(
                        framed(
                                "09 03 20 08 f8 08 fd 08 fe 00 14 ff fe ff f9 01 c2 ff ce ff 6a 00 fa 13 88 00 64 00 00 30 39 00 67 97 94"));
        for (int first = 0; first <= 17; first++) {
            String answer = ask("09 04 " + words(first, 1));
            if (first < 16) {
                assertThat(answer).startsWith("09 04 02");
            } else {
                assertThat(answer).isEqualTo(framed("09 84 02"));
            }
        }
        assertThat(ask("09 03 " + words(15, 2))).isEqualTo(framed("09 83 02"));
        assertThat(ask("09 06 00 00 00 01")).isEqualTo(framed("09 86 02"));
    }

    @Test
    void no_other_unit_is_there() {
        for (int unit = 0; unit <= 255; unit++) {
            String answer = ask(String.format("%02x 03 00 00 00 01", unit));
            if (unit == 9 || unit == 100) {
                assertThat(answer).startsWith(String.format("%02x ", unit));
            } else {
                assertThat(answer).isEqualTo("No response from RS485");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "09 03 00 00 00 0a c4 86", // wrong CRC
                "09 03 00 00 00 0a 85 c4", // CRC the wrong way round
                "09 03 00 00 00 0a", // no CRC
                "09 03 00",
                "09",
                "",
                "09 0",
                "hello",
                "é",
            })
    void what_is_no_frame_is_not_answered(String hex) {
        assertThat(gateway.answer(hex)).isEqualTo("Modbus timeout");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "64 03 03 20",
                "64 03 03 20 00 01 00",
                "64 06 03 26 00",
                "64 06 03 26 00 01 00",
                "64 10 03 26 00",
                "64 10 03 26 00 01 02 00",
                "64 10 03 26 00 01 02 00 01 00",
            })
    void a_frame_of_the_wrong_length_is_not_answered_whatever_its_crc(String message) {
        assertThat(ask(message)).isEqualTo("Modbus timeout");
    }

    @Test
    void more_than_a_frame_holds_is_not_answered() {
        assertThat(ask("64 03" + " 00".repeat(253))).isEqualTo("Modbus timeout");
    }

    @Test
    void upper_case_and_missing_spaces_are_read() {
        assertThat(gateway.answer("09030000000AC485")).startsWith("09 03 14");
    }

    private String ask(String message) {
        return gateway.answer(framed(message));
    }

    private static String words(int address, int count) {
        return String.format("%02x %02x %02x %02x", address >> 8, address & 0xFF, count >> 8, count & 0xFF);
    }
}
