package io.bellwire.worker.sessions;

import java.util.List;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import reactor.core.publisher.Mono;

/** A Lua script beside this class. Redis runs one at a time, so that comparing and setting is one step. */
final class Script<T> {

    private final RedisScript<T> script;

    private Script(String file, Class<T> answer) {
        this.script = RedisScript.of(new ClassPathResource(file, Script.class), answer);
        script.getSha1();
    }

    /** Its answer is text, empty where there is nothing to tell. */
    static Script<String> telling(String file) {
        return new Script<>(file, String.class);
    }

    /** Its answer says nothing. */
    static Script<Long> silent(String file) {
        return new Script<>(file, Long.class);
    }

    Mono<T> run(ReactiveStringRedisTemplate redis, List<String> keys, List<String> arguments) {
        return redis.execute(script, keys, arguments).next();
    }
}
