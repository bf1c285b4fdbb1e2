package io.bellwire.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/** Runs classes whose tests all pass, and looks at how each class ends. */
class GuardsTest {

    @Test
    void a_leaked_buffer_fails_its_class() {
        assertThat(failureOf(UnrulyCases.LeaksAPooledBuffer.class))
                .hasMessageStartingWith("1 leaked buffers, 0 blocking calls")
                .hasMessageContaining("LeaksAPooledBuffer.passes")
                .message()
                .doesNotContain("surefire");
    }

    @Test
    void a_buffer_leaked_in_a_nested_class_fails_the_outer_class() {
        assertThat(failureOf(UnrulyCases.LeaksInANestedClass.class)).hasMessageStartingWith("1 leaked buffers");
    }

    @Test
    void a_blocking_call_on_an_event_loop_fails_its_class_though_its_error_was_swallowed() {
        AssertionError failure = failureOf(UnrulyCases.BlocksWhereNobodyLooks.class);
        assertThat(failure)
                .hasMessageStartingWith("0 leaked buffers, 1 blocking calls")
                .hasMessageContaining("at " + UnrulyCases.class.getName());
    }

    @Test
    void a_clean_class_passes_and_is_held_up_little() {
        double fastest = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            Stopwatch start = Stopwatch.start();
            assertThat(failuresOf(UnrulyCases.ReleasesAndBlocksOnItsOwnThread.class))
                    .isEmpty();
            fastest = Math.min(fastest, start.seconds());
        }
        assertThat(fastest).as("seconds").isLessThan(2);
    }

    @Test
    void blocking_on_a_parallel_thread_throws() {
        Mono<Object> blocking = Mono.fromRunnable(UnrulyCases::sleep).subscribeOn(Schedulers.parallel());
        assertThatThrownBy(blocking::block).hasRootCauseInstanceOf(BlockingOperationError.class);
        assertThat(EventLoopGuard.takeCaught()).hasSize(1);
    }

    @Test
    void blocking_on_an_event_loop_thread_throws() {
        LoopResources loops = LoopResources.create("guards-test", 1, true);
        try {
            Mono<Object> blocking =
                    Mono.fromRunnable(UnrulyCases::sleep).subscribeOn(Schedulers.fromExecutor(loops.onServer(true)));
            assertThatThrownBy(blocking::block).hasRootCauseInstanceOf(BlockingOperationError.class);
        } finally {
            loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block();
        }
        assertThat(EventLoopGuard.takeCaught()).hasSize(1);
    }

    private static AssertionError failureOf(Class<?> testClass) {
        List<Throwable> failures = failuresOf(testClass);
        assertThat(failures).singleElement().isInstanceOf(AssertionError.class);
        return (AssertionError) failures.get(0);
    }

    private static List<Throwable> failuresOf(Class<?> testClass) {
        List<Throwable> failures = new ArrayList<>();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(testClass))
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                result.getThrowable().ifPresent(failures::add);
            }
        });
        return failures;
    }
}
