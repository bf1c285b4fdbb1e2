package io.bellwire.common.account;

import io.bellwire.common.token.UserId;
import java.time.Instant;

/** Since {@code at}, to the millisecond and by the database's clock, another password stands. */
public record PasswordChange(UserId userId, Instant at) {}
