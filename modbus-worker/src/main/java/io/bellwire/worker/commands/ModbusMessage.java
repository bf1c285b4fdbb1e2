package io.bellwire.worker.commands;

import io.bellwire.worker.modbus.RtuCommand;

/**
 * A Modbus command as a device is told it.
 *
 * @param commandType {@code modbus_read} or {@code modbus_write}
 * @param data the same hex again, under the name that older firmware reads
 */
record ModbusMessage(String commandType, String hexData, String data) {

    ModbusMessage(RtuCommand command) {
        this(command.commandType(), command.hexCommand(), command.hexCommand());
    }
}
