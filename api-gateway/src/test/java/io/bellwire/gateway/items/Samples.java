package io.bellwire.gateway.items;

import java.util.HashMap;
import java.util.Map;

/** Items as clients send them. */
public final class Samples {

    private Samples() {}

    public static Map<String, Object> alarm(String id) {
        return new HashMap<>(Map.of("id", id, "type", "alarm", "label", "Pobudka", "alarm_time", "07:30"));
    }

    public static Map<String, Object> timer(String id) {
        return new HashMap<>(Map.of("id", id, "type", "timer", "label", "Tea", "duration", 240));
    }

    /** A copy with one member set; to null where {@code value} is. */
    public static Map<String, Object> with(Map<String, Object> item, String member, Object value) {
        Map<String, Object> changed = new HashMap<>(item);
        changed.put(member, value);
        return changed;
    }
}
