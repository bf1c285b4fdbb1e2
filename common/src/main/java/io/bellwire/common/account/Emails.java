package io.bellwire.common.account;

import java.util.Locale;

/** E-mail addresses as keys: {@code Anna@Example.com } and {@code anna@example.com} are one account. */
public final class Emails {

    /** RFC 5321 section 4.5.3.1.3, without the angle brackets. */
    public static final int MAX_LENGTH = 254;

    private Emails() {}

    /** Whether an account can have this address at all: PostgreSQL and Redis are asked for no other. */
    static boolean isPossible(String email) {
        return email.length() <= MAX_LENGTH
                && email.chars().noneMatch(Character::isISOControl)
                && WellFormed.isText(email);
    }

    public static String normalized(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
