package io.bellwire.gateway.items;

import io.bellwire.common.token.UserId;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row of {@code alarms_timers}; the components are its columns, so that PostgreSQL reads many from one JSON array. */
record ItemRow(
        String userId,
        String id,
        String type,
        String label,
        boolean enabled,
        @Nullable String alarmTime,
        String recurrence,
        List<Integer> days,
        @Nullable Integer duration,
        @Nullable Integer remaining,
        @Nullable Boolean repeat,
        @Nullable String startedAt,
        boolean playSound,
        boolean showPopup,
        @Nullable String customSound,
        int version,
        long revision,
        long createdRevision,
        Instant createdAt,
        Instant updatedAt,
        Instant syncedAt,
        @Nullable Instant deletedAt) {

    static ItemRow of(Item item) {
        ItemContent content = item.content();
        ItemState state = item.state();
        return new ItemRow(
                item.userId().value(),
                item.id().value(),
                content.type().wireName(),
                content.label(),
                content.enabled(),
                content.alarmTime(),
                content.recurrence().wireName(),
                content.days(),
                content.duration(),
                content.remaining(),
                content.repeat(),
                content.startedAt(),
                content.playSound(),
                content.showPopup(),
                content.customSound(),
                state.version(),
                state.revision(),
                state.createdRevision(),
                state.createdAt(),
                state.updatedAt(),
                state.syncedAt(),
                state.deletedAt());
    }

    static Item toItem(Readable row) {
        ItemContent content = new ItemContent(
                ItemType.ofWireName(required(row, "type", String.class)),
                required(row, "label", String.class),
                required(row, "enabled", Boolean.class),
                row.get("alarm_time", String.class),
                Recurrence.ofWireName(required(row, "recurrence", String.class)),
                Arrays.stream(required(row, "days", Short[].class))
                        .map(Short::intValue)
                        .toList(),
                row.get("duration", Integer.class),
                row.get("remaining", Integer.class),
                row.get("repeat", Boolean.class),
                row.get("started_at", String.class),
                required(row, "play_sound", Boolean.class),
                required(row, "show_popup", Boolean.class),
                row.get("custom_sound", String.class));
        ItemState state = new ItemState(
                required(row, "version", Integer.class),
                required(row, "created_at", Instant.class),
                required(row, "updated_at", Instant.class),
                required(row, "synced_at", Instant.class),
                row.get("deleted_at", Instant.class),
                required(row, "revision", Long.class),
                required(row, "created_revision", Long.class));
        return new Item(
                new ItemId(required(row, "id", String.class)),
                new UserId(required(row, "user_id", String.class)),
                content,
                state);
    }

    static <T> T required(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }

    @Override
    public String toString() {
        return "ItemRow[" + id + "]";
    }
}
