package io.bellwire.common.account;

/** Text without half a surrogate pair, in whose place UTF-8 has a {@code ?}: what differs would become the same. */
public final class WellFormed {

    /** The same as a regular expression. */
    public static final String PATTERN = "\\P{Cs}*";

    private WellFormed() {}

    static boolean isText(String text) {
        return text.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }
}
