package io.bellwire.localservices;

final class ShutdownHooks {

    private ShutdownHooks() {}

    static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // the hook runs or has run, and finds nothing left to do
        }
    }
}
