package io.bellwire.worker.commands;

import io.bellwire.common.json.JsonConfiguration;
import io.bellwire.testsupport.AsyncApi;
import io.bellwire.worker.modbus.RtuCommand;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ModbusMessageDocumentTest {

    @ParameterizedTest
    @ValueSource(strings = {RtuCommand.DEFAULT_HEX, "01 06 00 01 00 03"})
    void a_command_is_documented_as_devices_are_told_it(String hex) {
        JsonMapper json = JsonConfiguration.mapper();
        byte[] sent = json.writeValueAsBytes(new ModbusMessage(RtuCommand.parse(hex)));
        AsyncApi.document().messages("sendDevices").get("modbus_command").describes(json.readTree(sent));
    }
}
