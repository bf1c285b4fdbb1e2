package io.bellwire.worker.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bellwire.common.error.Unavailable;
import io.bellwire.testsupport.Await;
import io.bellwire.worker.TestWorker;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import reactor.core.publisher.Flux;

class RedisWorkerDirectoryTest {

    private final TestWorker worker = TestWorker.shared();
    private final AtomicBoolean flushed = new AtomicBoolean();

    /** Redis as it is, but for the worker's own key: a script finds another one, which is not there, once it is flushed. */
    private final ReactiveStringRedisTemplate redis =
            new ReactiveStringRedisTemplate(worker.redis().getConnectionFactory()) {
                @Override
                public <T> Flux<T> execute(RedisScript<T> script, List<String> keys, List<?> arguments) {
                    List<String> found = flushed.get() ? List.of(keys.get(0), "ws:worker:" + UUID.randomUUID()) : keys;
                    return super.execute(script, found, arguments);
                }
            };

    private final WorkerDirectory directory =
            new RedisWorkerDirectory(redis, worker.bean(ThisWorker.class), worker.bean(SessionSettings.class));

    @Test
    void a_flush_right_before_an_announcement_does_not_go_unnoticed() {
        directory.announce().block(Await.LIMIT);
        assertThat(directory.isAnnounced().block(Await.LIMIT)).isTrue();
        directory.requireWhole().block(Await.LIMIT);

        flushed.set(true);
        directory.announce().block(Await.LIMIT);

        assertThatThrownBy(() -> directory.requireWhole().block(Await.LIMIT)).isInstanceOf(Unavailable.class);
    }
}
