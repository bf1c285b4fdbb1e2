package io.bellwire.testsupport;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Registered for every test class: fails the class when a buffer leaked or an event loop was blocked during it, even
 * if each of its tests passed.
 */
public final class AfterEachClass implements BeforeAllCallback, AfterAllCallback {

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
        AssertionError failure = new AssertionError("%d leaked buffers, %d blocking calls on event loops in %s%s"
                .formatted(
                        leaks.size(),
                        blockingCalls.size(),
                        context.getDisplayName(),
                        leaks.isEmpty() ? "" : ":\n" + String.join("\n", leaks)));
        blockingCalls.forEach(failure::addSuppressed);
        throw failure;
    }

    private static boolean isTopLevel(ExtensionContext context) {
        return context.getEnclosingTestClasses().isEmpty();
    }
}
