package io.bellwire.testsupport;

import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Test classes that {@link GuardsTest} runs; the build does not run them by themselves. */
final class UnrulyCases {

    private UnrulyCases() {}

    static class LeaksAPooledBuffer {
        @Test
        void passes() {
            PooledByteBufAllocator.DEFAULT.directBuffer(256).writeLong(1);
        }
    }

    static class LeaksInANestedClass {
        @Nested
        class Inner {
            @Test
            void passes() {
                PooledByteBufAllocator.DEFAULT.heapBuffer(32).writeLong(1);
            }
        }
    }

    static class BlocksWhereNobodyLooks {
        @Test
        void passes() {
            Mono.fromRunnable(UnrulyCases::sleep)
                    .subscribeOn(Schedulers.parallel())
                    .onErrorComplete()
                    .block();
        }
    }

    static class ReleasesAndBlocksOnItsOwnThread {
        @Test
        void passes() {
            PooledByteBufAllocator.DEFAULT.directBuffer(256).writeLong(1).release();
            sleep();
        }
    }

    static void sleep() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
