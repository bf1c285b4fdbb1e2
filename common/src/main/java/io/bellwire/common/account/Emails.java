package io.bellwire.common.account;

import java.util.Locale;

/** E-mail addresses as keys: {@code Anna@Example.com } and {@code anna@example.com} are one account. */
public final class Emails {

    private Emails() {}

    public static String normalized(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
