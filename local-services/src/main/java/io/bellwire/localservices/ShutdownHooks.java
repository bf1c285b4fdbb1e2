package io.bellwire.localservices;

final class ShutdownHooks {

    private ShutdownHooks() {}

    /** A hook, yet to be added, that ends a server even where closing its clients fails. */
    static Thread hook(String name, Runnable closeClients, Runnable end) {
        return new Thread(
                () -> {
                    try {
                        closeClients.run();
                    } finally {
                        end.run();
                    }
                },
                name);
    }

    static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // the hook runs or has run, and finds nothing left to do
        }
    }
}
