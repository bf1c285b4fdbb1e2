package io.bellwire.gateway.items;

import io.bellwire.common.error.FieldError;
import io.bellwire.common.token.UserId;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hibernate.validator.constraints.UniqueElements;
import org.jspecify.annotations.Nullable;

/**
 * An item as clients send it; an explicit null is the same as absent, and members that are the server's are ignored.
 *
 * @param time the older name of {@code alarm_time}
 */
record ItemRequest(
        @NotNull(message = "is required") @Pattern(regexp = ItemId.FORM, message = ItemId.RULE) @Nullable
        String id,

        @Nullable String userId,

        @NotNull(message = "is required, alarm or timer") @Nullable
        ItemType type,

        @NotNull(message = "is required") @Nullable String label,

        @Nullable Boolean enabled,

        @Pattern(regexp = ItemRequest.CLOCK_TIME, message = "must be a time of day as HH:MM") @Nullable
        String alarmTime,

        @Pattern(regexp = ItemRequest.CLOCK_TIME, message = "must be a time of day as HH:MM") @Nullable
        String time,

        @Nullable Recurrence recurrence,

        @UniqueElements(message = "must not name a day twice") @Nullable
        List<
                        @NotNull(message = "must be 0 to 6") @Min(value = 0, message = "must be 0 to 6")
                        @Max(value = 6, message = "must be 0 to 6") Integer>
                days,

        @Min(value = 1, message = "must be 1 second or more") @Nullable
        Integer duration,

        @Min(value = 0, message = "must be 0 seconds or more") @Nullable
        Integer remaining,

        @Nullable Boolean repeat,
        @Nullable String startedAt,
        @Nullable Boolean playSound,
        @Nullable Boolean showPopup,

        @Size(max = 1024, message = "must be 1024 characters at most") @Nullable
        String customSound,

        @Min(value = 1, message = "must be 1 or more")
        @Max(value = ItemDraft.MAX_VERSION, message = "must be 2147483646 or less")
        @Nullable
        Integer version) {

    static final String CLOCK_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]";

    private static final int MAX_TIME_LENGTH = 64;
    private static final int MAX_LABEL = 200;
    private static final String NOT_STORABLE = "must be text without NUL and without half a surrogate pair";

    /** What annotations cannot say: rules that depend on the type, and text that PostgreSQL cannot hold. */
    List<FieldError> furtherErrors() {
        List<FieldError> errors = new ArrayList<>();
        if (id != null && ItemId.isReserved(id)) {
            errors.add(new FieldError("id", "is a reserved word"));
        }
        if (type == ItemType.ALARM && ringsAt() == null) {
            errors.add(new FieldError("alarm_time", "is required for an alarm"));
        }
        if (type == ItemType.TIMER && duration == null) {
            errors.add(new FieldError("duration", "is required for a timer"));
        }
        if (label != null && !hasLength(label, 1, MAX_LABEL)) {
            errors.add(new FieldError("label", "must be 1 to 200 characters"));
        }
        if (label != null && !isStorable(label)) {
            errors.add(new FieldError("label", NOT_STORABLE));
        }
        if (customSound != null && !isStorable(customSound)) {
            errors.add(new FieldError("custom_sound", NOT_STORABLE));
        }
        if (startedAt != null && !isTime(startedAt)) {
            errors.add(new FieldError("started_at", "must be an ISO 8601 time"));
        }
        return errors;
    }

    boolean isOf(UserId caller) {
        return userId == null || userId.equals(caller.value());
    }

    /** Of a valid request only. */
    ItemDraft toDraft() {
        ItemType kind = Objects.requireNonNull(type);
        ItemContent content = new ItemContent(
                kind,
                Objects.requireNonNull(label),
                orElse(enabled, true),
                ringsAt(),
                orElse(recurrence, Recurrence.ONCE),
                orElse(days, List.of()),
                duration,
                remaining,
                kind == ItemType.TIMER ? orElse(repeat, false) : repeat,
                startedAt,
                orElse(playSound, true),
                orElse(showPopup, true),
                customSound);
        return new ItemDraft(new ItemId(Objects.requireNonNull(id)), version, content);
    }

    private @Nullable String ringsAt() {
        return alarmTime != null ? alarmTime : time;
    }

    private static <T> T orElse(@Nullable T value, T otherwise) {
        return value != null ? value : otherwise;
    }

    /** Characters as people count them in Unicode, not UTF-16 units. */
    private static boolean hasLength(String text, int least, int most) {
        int length = text.codePointCount(0, text.length());
        return length >= least && length <= most;
    }

    private static boolean isStorable(String text) {
        return text.indexOf('\0') < 0
                && text.codePoints()
                        .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    private static boolean isTime(String text) {
        if (text.length() > MAX_TIME_LENGTH) {
            return false;
        }
        try {
            DateTimeFormatter.ISO_DATE_TIME.parseBest(
                    text.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "ItemRequest[" + id + "]";
    }
}
