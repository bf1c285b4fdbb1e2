package io.bellwire.gateway.items;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of an item that clients write.
 *
 * @param label 1–200 characters
 * @param alarmTime {@code HH:MM}, local wall time; never null on an alarm
 * @param days unique, 0–6, stored and never interpreted: clients disagree on where the week begins
 * @param duration seconds, 1 at least; never null on a timer
 * @param remaining seconds, 0 at least
 * @param startedAt the client's own clock, as it was sent
 */
public record ItemContent(
        ItemType type,
        String label,
        boolean enabled,
        @Nullable String alarmTime,
        Recurrence recurrence,
        List<Integer> days,
        @Nullable Integer duration,
        @Nullable Integer remaining,
        @Nullable Boolean repeat,
        @Nullable String startedAt,
        boolean playSound,
        boolean showPopup,
        @Nullable String customSound) {

    private static final String ERASED_LABEL = "(deleted)";

    /** What is left of a deleted item whose content was erased: still readable by every client. */
    ItemContent erased() {
        return new ItemContent(
                type,
                ERASED_LABEL,
                false,
                type == ItemType.ALARM ? "00:00" : null,
                Recurrence.ONCE,
                List.of(),
                type == ItemType.TIMER ? 1 : null,
                null,
                type == ItemType.TIMER ? false : null,
                null,
                false,
                false,
                null);
    }

    @Override
    public String toString() {
        return "ItemContent[" + type + "]";
    }
}
