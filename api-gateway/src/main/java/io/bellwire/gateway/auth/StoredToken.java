package io.bellwire.gateway.auth;

import java.util.UUID;

/**
 * A refresh token as the database knows it.
 *
 * @param familyId the sign-in it descends from
 * @param use what became of it
 */
record StoredToken(UUID familyId, Use use) {

    enum Use {
        /** Not used yet. */
        FRESH,
        /** Used, but the token that was given for it was not: its answer may have been lost. */
        SPENT,
        /** Used, and so was its successor: two hold tokens of one family. */
        STOLEN,
        EXPIRED
    }
}
