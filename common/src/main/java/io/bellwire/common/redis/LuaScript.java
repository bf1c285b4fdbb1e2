package io.bellwire.common.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * A Lua script with its digest, made once. Spring's own takes a lock for the digest each time, on which event loops
 * would have to wait for each other.
 */
public final class LuaScript<T> implements RedisScript<T> {

    private final String text;
    private final String sha1;
    private final Class<T> answer;

    private LuaScript(String text, Class<T> answer) {
        this.text = text;
        this.sha1 = sha1(text);
        this.answer = answer;
    }

    public static <T> LuaScript<T> of(String text, Class<T> answer) {
        return new LuaScript<>(text, answer);
    }

    /** Redis names scripts by their SHA-1. */
    private static String sha1(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-1 is part of every JDK", e);
        }
    }

    @Override
    public String getSha1() {
        return sha1;
    }

    @Override
    public Class<T> getResultType() {
        return answer;
    }

    @Override
    public String getScriptAsString() {
        return text;
    }
}
