package io.bellwire.quickstart;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Device events as lines for people. */
final class EventLine {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final Set<String> OF_ANSWERS = Set.of("command", "hex_response", "hex_data", "status", "error");

    private record Quantity(String member, String name, String unit) {}

    private static final List<Quantity> QUANTITIES = List.of(
            new Quantity("solar_power", "solar", "W"),
            new Quantity("load_power", "load", "W"),
            new Quantity("grid_power", "grid", "W"),
            new Quantity("battery_power", "battery", "W"),
            new Quantity("soc", "charge", "%"),
            new Quantity("battery_voltage", "voltage", "V"));

    private EventLine() {}

    /** Empty for what tells a person nothing, such as a heartbeat. */
    static Optional<String> of(JsonNode event, ZoneId zone) {
        String says =
                switch (type(event)) {
                    case "device_connected" -> "connected";
                    case "device_disconnected" -> "disconnected";
                    case "device_data" ->
                        isAnswer(event) ? "answers " + event.path("data") : report(event.path("data"));
                    default -> "";
                };
        return Optional.of(says)
                .filter(line -> !line.isEmpty())
                .map(line -> time(event, zone) + "  " + event.path("device_id").asString("?") + "  " + line);
    }

    static String type(JsonNode event) {
        return event.path("type").asString("");
    }

    /** Whether a device answers a command, rather than reporting by itself. */
    static boolean isAnswer(JsonNode event) {
        return type(event).equals("device_data")
                && OF_ANSWERS.stream().anyMatch(member -> event.path("data").has(member));
    }

    /** The quantities of a plant in the order people ask for them; of other devices, what they say as it is. */
    private static String report(JsonNode data) {
        String plant = QUANTITIES.stream()
                .filter(quantity -> data.path(quantity.member()).isNumber())
                .map(quantity -> "%s %6s %s"
                        .formatted(quantity.name(), data.path(quantity.member()).asString(), quantity.unit()))
                .collect(Collectors.joining("  "));
        return plant.isEmpty() ? data.toString() : plant;
    }

    private static String time(JsonNode event, ZoneId zone) {
        try {
            Instant at =
                    OffsetDateTime.parse(event.path("timestamp").asString("")).toInstant();
            return TIME.format(at.atZone(zone));
        } catch (DateTimeParseException none) {
            return "--:--:--";
        }
    }
}
