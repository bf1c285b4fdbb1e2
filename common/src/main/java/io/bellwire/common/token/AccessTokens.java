package io.bellwire.common.token;

import io.bellwire.common.settings.InstanceSettings;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.ExpiredJwtException;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.IdGenerator;

/**
 * Issues and verifies access tokens: JWT (RFC 7519), HS256 and nothing else.
 *
 * <p>Tokens of ours name issuer and audience. A token signed with our secret that leaves them out is accepted, as
 * the clients' earlier server wrote none; one that names others is not.
 */
@Component
public final class AccessTokens {

    static final String DEVELOPMENT_SECRET = "bellwire-development-secret-not-for-production";
    static final int MIN_SECRET_BYTES = 32;
    private static final String PASSWORD_SET_AT = "password_set_at";

    private final TokenSettings settings;
    private final Clock clock;
    private final IdGenerator ids;
    private final SecretKey key;
    private final JwtParser parser;

    AccessTokens(TokenSettings settings, InstanceSettings instance, Clock clock, IdGenerator ids) {
        this.ids = ids;
        byte[] secret = settings.secret().getBytes(StandardCharsets.UTF_8);
        if (secret.length < MIN_SECRET_BYTES) {
            throw new UnsafeSecret("JWT_SECRET has fewer than 32 bytes; set a long random one");
        }
        if (instance.environment().isProduction() && settings.secret().equals(DEVELOPMENT_SECRET)) {
            throw new UnsafeSecret("JWT_SECRET is not set; production does not start on the development secret");
        }
        this.settings = settings;
        this.clock = clock;
        this.key = new SecretKeySpec(secret, "HmacSHA256");
        this.parser = Jwts.parser()
                .clock(() -> Date.from(clock.instant()))
                .clockSkewSeconds(settings.clockSkew().toSeconds())
                .sig()
                .clear()
                .add(Jwts.SIG.HS256)
                .and()
                .verifyWith(key)
                .build();
        warmUp();
    }

    /** The first use loads jjwt's services from its jars, which must not happen on an event loop. */
    private void warmUp() {
        verify(issue(new UserId("warm-up"), "", Set.of(Role.USER)));
    }

    public String issue(UserId userId, String email, Collection<Role> roles) {
        return unsigned(userId, email, roles).signWith(key, Jwts.SIG.HS256).compact();
    }

    /**
     * @param passwordChangedAt the account's; null where the first password is still in use. Goes along to the
     *     millisecond and by the database's clock, since {@code iat} tells neither.
     */
    public String issue(UserId userId, String email, Collection<Role> roles, @Nullable Instant passwordChangedAt) {
        return unsigned(userId, email, roles)
                .claim(PASSWORD_SET_AT, passwordChangedAt == null ? 0 : passwordChangedAt.toEpochMilli())
                .signWith(key, Jwts.SIG.HS256)
                .compact();
    }

    private JwtBuilder unsigned(UserId userId, String email, Collection<Role> roles) {
        Instant now = clock.instant();
        return Jwts.builder()
                .subject(userId.value())
                .claim("user_id", userId.value())
                .claim("email", email)
                .claim("roles", roles.stream().map(Enum::name).sorted().toList())
                .issuer(settings.issuer())
                .audience()
                .add(settings.audience())
                .and()
                .issuedAt(Date.from(now))
                .expiration(Date.from(now.plus(settings.lifetime())))
                .id(ids.generateId().toString());
    }

    public Duration lifetime() {
        return settings.lifetime();
    }

    /** How long after its {@code exp} a token is still taken. */
    public Duration clockSkew() {
        return settings.clockSkew();
    }

    /** @throws InvalidToken where the token is broken, forged, expired or for something else */
    public TokenClaims verify(String token) {
        try {
            return toClaims(parser.parseSignedClaims(token).getPayload());
        } catch (ExpiredJwtException e) {
            throw InvalidToken.expired();
        } catch (JwtException | IllegalArgumentException e) {
            throw InvalidToken.invalid();
        }
    }

    private TokenClaims toClaims(Claims claims) {
        String subject = claims.getSubject();
        String userId = claims.get("user_id", String.class);
        boolean foreign = differs(settings.issuer(), claims.getIssuer())
                || (claims.getAudience() != null && !claims.getAudience().contains(settings.audience()))
                || (subject != null && differs(subject, userId));
        String owner = subject != null ? subject : userId;
        if (foreign || owner == null || claims.getExpiration() == null) {
            throw InvalidToken.invalid();
        }
        Instant expiresAt = claims.getExpiration().toInstant();
        Instant issuedAt = claims.getIssuedAt() == null
                ? Instant.EPOCH
                : claims.getIssuedAt().toInstant();
        String email = claims.get("email", String.class);
        Long passwordSetAt = claims.get(PASSWORD_SET_AT, Long.class);
        return new TokenClaims(
                new UserId(owner),
                email == null ? "" : email,
                roles(claims),
                issuedAt,
                expiresAt,
                passwordSetAt == null ? issuedAt : Instant.ofEpochMilli(passwordSetAt));
    }

    private static boolean differs(String expected, @Nullable String actual) {
        return actual != null && !actual.equals(expected);
    }

    private static Set<Role> roles(Claims claims) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (claims.get("roles") instanceof Collection<?> names) {
            for (Role role : Role.values()) {
                if (names.contains(role.name())) {
                    roles.add(role);
                }
            }
        }
        return roles.isEmpty() ? EnumSet.of(Role.USER) : roles;
    }
}
