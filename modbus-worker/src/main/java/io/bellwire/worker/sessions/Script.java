package io.bellwire.worker.sessions;

import io.bellwire.common.redis.LuaScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.publisher.Mono;

/** A Lua script beside this class. Redis runs one at a time, so that comparing and setting is one step. */
final class Script<T> {

    private final LuaScript<T> script;

    /** Read here and now, since Redis is spoken to on event loops, where no file may be read. */
    private Script(String file, Class<T> answer) {
        try {
            String lua = new ClassPathResource(file, Script.class).getContentAsString(StandardCharsets.UTF_8);
            this.script = LuaScript.of(lua, answer);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is part of this jar", e);
        }
    }

    /** Its answer is text, empty where there is nothing to tell. */
    static Script<String> telling(String file) {
        return new Script<>(file, String.class);
    }

    /** Its answer is a number. */
    static Script<Long> counting(String file) {
        return new Script<>(file, Long.class);
    }

    Mono<T> run(ReactiveStringRedisTemplate redis, List<String> keys, List<String> arguments) {
        return redis.execute(script, keys, arguments).next();
    }
}
