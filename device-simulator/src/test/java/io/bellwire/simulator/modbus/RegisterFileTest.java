package io.bellwire.simulator.modbus;

import static io.bellwire.simulator.modbus.Frames.framed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bellwire.simulator.VirtualClock;
import io.bellwire.simulator.plant.Plant;
import io.bellwire.simulator.plant.PlantSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisterFileTest {

    private static final String LINES = """
            com.example.solar,/Yield/Power,d,W,3730,uint16,10,R
            com.example.solar,/History/Total,d,kWh,3731,uint32,0.1,R

            com.example.settings,/MaxFeedIn,i,W,2706,int16,0.01,W
            com.example.system,/Name,s,,2710,string[3],1,W
            com.example.system,RESERVED,d,,2713,reserved[2],1,R
            com.example.system,/Clock,d,s,2720,INTERNAL[4],1,R
            com.example.system,/Odd,d,,840,uint32,1,W
            com.example.edge,/Last,i,,65535,uint16,,R
            """;

    @TempDir
    Path folder;

    private ModbusGateway gateway;

    @BeforeEach
    void load() throws IOException {
        RegisterMap map = RegisterFile.load(Files.writeString(folder.resolve("registers.csv"), LINES));
        assertThat(map.size()).isEqualTo(1 + 2 + 1 + 3 + 2 + 4 + 2 + 1);
        Plant plant = new Plant(PlantSize.ofSeed(1), new VirtualClock("2026-06-21T12:00:00Z"), 1);
        gateway = new ModbusGateway(map, "", plant::state);
    }

    @Test
    void the_rest_of_its_addresses_reads_as_0() {
        assertThat(ask("64 03 0e 92 00 03")).as("3730-3732").isEqualTo(framed("64 03 06 00 00 00 00 00 00"));
        assertThat(ask("64 04 0a 99 00 02")).as("2713-2714").isEqualTo(framed("64 04 04 00 00 00 00"));
        assertThat(ask("64 03 ff ff 00 01")).as("65535").isEqualTo(framed("64 03 02 00 00"));
    }

    @Test
    void what_it_does_not_name_stays_illegal() {
        assertThat(ask("64 03 0e 95 00 01")).as("3733").isEqualTo(framed("64 83 02"));
        assertThat(ask("64 03 0e 92 00 04")).as("3730-3733").isEqualTo(framed("64 83 02"));
        assertThat(ask("64 03 0a 93 00 01")).as("2707").isEqualTo(framed("64 83 02"));
    }

    @Test
    void only_what_is_writable_keeps_what_is_written_to_any_part_of_it() {
        assertThat(ask("64 06 0a 92 00 2a")).as("2706").isEqualTo(framed("64 06 0a 92 00 2a"));
        assertThat(ask("64 10 0a 97 00 02 04 00 07 ff ff")).as("2711-2712").isEqualTo(framed("64 10 0a 97 00 02"));
        assertThat(ask("64 06 0e 92 00 01")).as("3730 is R").isEqualTo(framed("64 86 02"));

        assertThat(ask("64 03 0a 92 00 01")).isEqualTo(framed("64 03 02 00 2a"));
        assertThat(ask("64 03 0a 96 00 03")).as("2710-2712").isEqualTo(framed("64 03 06 00 00 00 07 ff ff"));
    }

    @Test
    void the_plant_s_own_registers_come_first() {
        assertThat(ask("64 06 03 48 00 01")).as("840").isEqualTo(framed("64 86 02"));
        assertThat(ask("64 03 03 48 00 01")).isNotEqualTo(framed("64 03 02 00 00"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,b,c,d,1,uint16,1 | has 7 columns, not 8",
                "hello | has 1 columns, not 8",
                "a,b,c,d,x,uint16,1,R | has no address from 0 to 65535 in column 5",
                "a,b,c,d,65536,uint16,1,R | has no address from 0 to 65535 in column 5",
                "a,b,c,d,-1,uint16,1,R | has no address from 0 to 65535 in column 5",
                "a,b,c,d,1,float,1,R | has an unknown register type in column 6",
                "a,b,c,d,1,string[0],1,R | has a value of no registers in column 6",
                "a,b,c,d,65535,uint32,1,R | reaches beyond address 65535",
                "a,b,c,d,1,uint16,1,X | has neither R nor W in its last column",
            })
    void a_bad_line_is_named(String line, String what) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.csv"), "a,b,c,d,1,uint16,1,R\n" + line + "\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegisterFile.load(file))
                .withMessage("Line 2 of the register file " + what + ".");
    }

    @Test
    void a_missing_file_is_an_input_error() {
        assertThatThrownBy(() -> RegisterFile.load(folder.resolve("none.csv"))).isInstanceOf(NoSuchFileException.class);
    }

    private String ask(String message) {
        return gateway.answer(framed(message));
    }
}
