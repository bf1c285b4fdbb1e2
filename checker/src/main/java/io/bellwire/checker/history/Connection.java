package io.bellwire.checker.history;

import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** One connection of a client: what it came with, and what it heard so far. Filled by the client, read by the referee. */
public final class Connection {

    private final String name;
    private final String client;
    private final String user;
    private final int gateway;
    private final long known;
    private final boolean browser;
    private final boolean mayRepeat;
    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Instant greeted;
    private volatile @Nullable Instant ended;

    /** @param known up to where the client has everything */
    public Connection(
            String name, String client, String user, int gateway, long known, boolean browser, boolean mayRepeat) {
        this.name = name;
        this.client = client;
        this.user = user;
        this.gateway = gateway;
        this.known = known;
        this.browser = browser;
        this.mayRepeat = mayRepeat;
    }

    public String name() {
        return name;
    }

    public String client() {
        return client;
    }

    public String user() {
        return user;
    }

    public int gateway() {
        return gateway;
    }

    public long known() {
        return known;
    }

    public boolean isBrowser() {
        return browser;
    }

    /** It did not say what it has, and may hear of it again. */
    public boolean mayRepeat() {
        return mayRepeat;
    }

    public void hear(Heard message) {
        heard.add(message);
        if (message instanceof Heard.Greeting) {
            greeted = message.at();
        }
    }

    public void end() {
        ended = Instant.now();
    }

    public @Nullable Instant greeted() {
        return greeted;
    }

    public boolean hasEnded() {
        return ended != null;
    }

    public Queue<Heard> heard() {
        return heard;
    }
}
