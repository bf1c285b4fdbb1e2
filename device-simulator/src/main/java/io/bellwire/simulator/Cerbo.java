package io.bellwire.simulator;

import io.bellwire.simulator.modbus.ModbusGateway;
import io.bellwire.simulator.modbus.RegisterMap;
import io.bellwire.simulator.plant.Plant;
import io.bellwire.simulator.plant.PlantSize;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a device says and answers, as JSON text, without a socket. The same session id is the same plant. Not thread-safe. */
final class Cerbo {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final double MOST_GRID_FEED_WATTS = 100_000;
    private static final int MOST_ECHOED_CHARACTERS = 100;

    private final Plant plant;
    private final ModbusGateway modbus;

    /**
     * @param further registers besides the system registers 800–919
     */
    Cerbo(String sessionId, RegisterMap further, Clock clock) {
        long seed = sessionId.hashCode();
        this.plant = new Plant(PlantSize.ofSeed(seed), clock, seed);
        this.modbus = new ModbusGateway(further, String.format("c0619a%06x", seed & 0xFFFFFF), plant::state);
    }

    /** The report of this moment. */
    String telemetry() {
        return JSON.writeValueAsString(Telemetry.of(plant.state()));
    }

    /** The first message of a connection. */
    static String credentials(String email, String password) {
        return JSON.createObjectNode()
                .put("email", email)
                .put("password", password)
                .toString();
    }

    /** The object in {@code text}; empty for anything else. */
    static Optional<JsonNode> object(String text) {
        try {
            return Optional.of(JSON.readTree(text)).filter(JsonNode::isObject);
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    /** The answer to a command; none for what the worker remarks by itself, such as {@code pong} or an error. */
    Optional<String> answer(String text) {
        return object(text)
                .filter(message -> !message.has("status"))
                .map(this::answer)
                .map(ObjectNode::toString);
    }

    private ObjectNode answer(JsonNode message) {
        ObjectNode answer = JSON.createObjectNode();
        String command = string(message, "command");
        if (message.path("command_type").asString("").startsWith("modbus_")) {
            String hex = string(message, "hex_data");
            String older = string(message, "data");
            answer.put("hex_response", modbus.answer(hex != null ? hex : older != null ? older : ""));
        } else if (command == null) {
            answer.put("status", "ok").put("detail", "Message received");
        } else {
            answer.put("command", command.substring(0, Math.min(command.length(), MOST_ECHOED_CHARACTERS)));
            if (command.equals("set_grid_feed")) {
                setGridFeed(message.path("power"), answer);
            } else {
                answer.put("status", "error").put("detail", "Unknown command");
            }
        }
        return answer;
    }

    private void setGridFeed(JsonNode power, ObjectNode answer) {
        if (!power.isNumber() || Math.abs(power.doubleValue()) > MOST_GRID_FEED_WATTS) {
            answer.put("status", "error").put("detail", "power must be a number of W from -100000 to 100000");
            return;
        }
        plant.holdGridAt(-power.doubleValue());
        answer.put("status", "ok").set("power", power);
        answer.put("grid_setpoint", Math.round(plant.state().gridSetpoint()));
        answer.put("grid_power", Math.round(plant.state().grid().total()));
    }

    private static @Nullable String string(JsonNode message, String member) {
        JsonNode value = message.path(member);
        return value.isString() ? value.stringValue() : null;
    }
}
