package io.bellwire.common.json;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;

/**
 * Times on the wire: RFC 3339 in UTC with an offset and exactly three fraction digits,
 * {@code 2024-01-15T10:30:00.000+00:00}, since older Python clients parse nothing else.
 */
public final class WireTime {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx").withZone(ZoneOffset.UTC);

    private WireTime() {}

    public static String format(Instant instant) {
        return FORMAT.format(instant);
    }

    /**
     * Reads any RFC 3339 form; without a zone it is UTC.
     *
     * @throws DateTimeParseException where the text is no such time
     */
    public static Instant parse(String text) {
        TemporalAccessor parsed = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                text.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
        return parsed instanceof OffsetDateTime zoned
                ? zoned.toInstant()
                : ((LocalDateTime) parsed).toInstant(ZoneOffset.UTC);
    }
}
