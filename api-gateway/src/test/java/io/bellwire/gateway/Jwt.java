package io.bellwire.gateway;

import io.bellwire.testsupport.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A token put together by hand, with everything an attacker or an older server may put in. Immutable. */
public record Jwt(Map<String, Object> header, Map<String, Object> claims) {

    /** A good token of this user, for an hour. */
    public static Jwt of(String userId) {
        return new Jwt(Map.of("alg", "HS256", "typ", "JWT"), Map.of())
                .with("sub", userId)
                .with("user_id", userId)
                .with("email", "someone@example.com")
                .with("roles", List.of("USER"))
                .with("iat", Instant.now().getEpochSecond())
                .with("exp", Instant.now().plusSeconds(3600).getEpochSecond());
    }

    public static Jwt ofOperator(String userId) {
        return of(userId).with("roles", List.of("USER", "OPERATOR"));
    }

    /** The same with a claim set, or left out where {@code value} is null. */
    public Jwt with(String claim, @Nullable Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(claims);
        if (value == null) {
            changed.remove(claim);
        } else {
            changed.put(claim, value);
        }
        return new Jwt(header, changed);
    }

    public Jwt expiringIn(long seconds) {
        return with("exp", Instant.now().plusSeconds(seconds).getEpochSecond());
    }

    public Jwt algorithm(String alg) {
        return new Jwt(Map.of("alg", alg, "typ", "JWT"), claims);
    }

    /** Signed with the gateway's secret. */
    public String signed() {
        return signed("HmacSHA256", RunningGateway.SECRET);
    }

    public String signed(String macAlgorithm, String secret) {
        try {
            Mac mac = Mac.getInstance(macAlgorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), macAlgorithm));
            return signedPart() + "." + base64(mac.doFinal(signedPart().getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public String withSignature(byte[] signature) {
        return signedPart() + "." + base64(signature);
    }

    public String unsigned() {
        return signedPart() + ".";
    }

    public String signedPart() {
        return base64(Json.text(header).getBytes(StandardCharsets.UTF_8)) + "."
                + base64(Json.text(claims).getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
