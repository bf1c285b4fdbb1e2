package io.bellwire.simulator.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisterTypeTest {

    @ParameterizedTest
    @CsvSource({
        "UINT16, 0, 0000",
        "UINT16, 65535, ffff",
        "UINT16, 65536, ffff",
        "UINT16, -1, 0000",
        "UINT16, 1.5, 0002",
        "INT16, -1, ffff",
        "INT16, -32768, 8000",
        "INT16, -40000, 8000",
        "INT16, 40000, 7fff",
        "UINT32, 65536, 0001 0000",
        "UINT32, 4294967295, ffff ffff",
        "UINT32, 1e12, ffff ffff",
        "INT32, -2, ffff fffe",
        "INT32, -2147483648, 8000 0000",
        "INT32, 305419896, 1234 5678",
        "UINT64, 1e15, 0003 8d7e a4c6 8000",
        "UINT16, NaN, 0000",
    })
    void numbers_lie_big_endian_and_stay_within_their_range(RegisterType type, double number, String registers) {
        StringBuilder shown = new StringBuilder();
        for (int register : type.encode(number)) {
            shown.append(String.format("%04x ", register));
        }
        assertThat(shown.toString().strip()).isEqualTo(registers);
    }

    @Test
    void a_type_has_the_registers_it_says() {
        for (RegisterType type : RegisterType.values()) {
            assertThat(type.encode(1)).hasSize(type.words());
        }
    }
}
