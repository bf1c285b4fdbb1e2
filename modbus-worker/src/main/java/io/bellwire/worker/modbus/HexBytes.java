package io.bellwire.worker.modbus;

import io.bellwire.worker.modbus.MalformedHex.Reason;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes as people type them and as we show them.
 *
 * <p>Read: two hex digits a byte, upper or lower case, with any number of white space, commas and colons between bytes, and
 * {@code 0x} ahead of any byte. A separator inside a byte is an error: {@code 9 3} might mean {@code 09 03} or {@code 93}.
 * Shown: lower case, one space between bytes.
 */
public final class HexBytes {

    private static final HexFormat SHOWN = HexFormat.ofDelimiter(" ");

    private HexBytes() {}

    /** Lower case, space separated; empty for no bytes. */
    public static String format(byte[] bytes) {
        return SHOWN.formatHex(bytes);
    }

    /**
     * Reads 1 to {@code maxBytes} bytes.
     *
     * @throws MalformedHex for anything else, with its reason
     */
    public static byte[] parse(CharSequence text, int maxBytes) {
        byte[] bytes = new byte[Math.min(maxBytes, text.length() / 2)];
        int count = 0;
        int high = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean betweenBytes = high < 0;
            if (betweenBytes && startsPrefix(text, i)) {
                i++;
            } else if (isSeparator(c)) {
                if (!betweenBytes) {
                    throw oddDigits(i);
                }
            } else if (!HexFormat.isHexDigit(c)) {
                throw foreign(text, i);
            } else if (betweenBytes) {
                high = HexFormat.fromHexDigit(c);
            } else if (count == maxBytes) {
                throw new MalformedHex(Reason.TOO_LONG, "The hex data is longer than " + maxBytes + " bytes");
            } else {
                bytes[count++] = (byte) (high << 4 | HexFormat.fromHexDigit(c));
                high = -1;
            }
        }
        if (high >= 0) {
            throw oddDigits(text.length());
        }
        if (count == 0) {
            throw new MalformedHex(Reason.EMPTY, "The hex data is empty");
        }
        return Arrays.copyOf(bytes, count);
    }

    private static boolean startsPrefix(CharSequence text, int at) {
        return at + 2 < text.length()
                && text.charAt(at) == '0'
                && (text.charAt(at + 1) | 0x20) == 'x'
                && HexFormat.isHexDigit(text.charAt(at + 2));
    }

    private static boolean isSeparator(char c) {
        return c == ',' || c == ':' || Character.isWhitespace(c);
    }

    private static MalformedHex oddDigits(int position) {
        return new MalformedHex(
                Reason.ODD_DIGITS,
                "The hex data has a lone digit at position " + position + ", where each byte takes two digits");
    }

    private static MalformedHex foreign(CharSequence text, int at) {
        int c = Character.codePointAt(text, at);
        String name = c > ' ' && c <= '~' ? "'" + (char) c + "'" : String.format("U+%04X", c);
        return new MalformedHex(
                Reason.FOREIGN_CHARACTER,
                "The hex data has " + name + " at position " + (at + 1) + ", which is not a hex digit");
    }
}
