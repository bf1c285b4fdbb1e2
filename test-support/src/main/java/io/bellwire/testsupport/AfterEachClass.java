package io.bellwire.testsupport;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Registered for every test class: fails the class when a buffer leaked or an event loop was blocked during it, even
 * if each of its tests passed.
 */
public final class AfterEachClass implements BeforeAllCallback, AfterAllCallback {

    private static final int MAX_FRAMES = 60;

    @Override
    public void beforeAll(ExtensionContext context) {
        if (isTopLevel(context)) {
            LeakGuard.install();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        if (!isTopLevel(context)) {
            return;
        }
        List<String> leaks = LeakGuard.takeReported();
        List<Error> blockingCalls = EventLoopGuard.takeCaught();
        if (leaks.isEmpty() && blockingCalls.isEmpty()) {
            return;
        }
        throw new AssertionError("%d leaked buffers, %d blocking calls on event loops in %s%s"
                .formatted(
                        leaks.size(),
                        blockingCalls.size(),
                        context.getDisplayName(),
                        Stream.concat(leaks.stream(), blockingCalls.stream().map(AfterEachClass::trace))
                                .collect(Collectors.joining("\n", ":\n", ""))));
    }

    /** In the message, since reports cut stack traces short. */
    private static String trace(Error blockingCall) {
        return blockingCall.getMessage()
                + Arrays.stream(blockingCall.getStackTrace())
                        .limit(MAX_FRAMES)
                        .map(frame -> "\n    at " + frame)
                        .collect(Collectors.joining());
    }

    private static boolean isTopLevel(ExtensionContext context) {
        return context.getEnclosingTestClasses().isEmpty();
    }
}
