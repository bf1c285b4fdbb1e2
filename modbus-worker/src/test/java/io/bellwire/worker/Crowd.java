package io.bellwire.worker;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Many devices at once, each of them light; who is told to try later does so. */
final class Crowd implements AutoCloseable {

    record Member(String sessionId, String email, String password) {}

    private static final Duration LATER = Duration.ofMillis(500);

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI devices;
    private final ConcurrentLinkedQueue<WebSocket> sockets = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Integer> ends = new ConcurrentLinkedQueue<>();
    private final AtomicInteger signedIn = new AtomicInteger();
    private final AtomicInteger toldToTryLater = new AtomicInteger();
    private final AtomicInteger unreachable = new AtomicInteger();
    private volatile boolean comesBack = true;

    private Crowd(URI devices) {
        this.devices = devices;
    }

    static Crowd at(URI devices) {
        return new Crowd(devices);
    }

    Crowd connects(List<Member> members) {
        members.forEach(this::connect);
        return this;
    }

    private void connect(Member member) {
        client.newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(20))
                .buildAsync(URI.create(devices + "?session_id=" + member.sessionId()), new Listener(member))
                .whenComplete((socket, error) -> {
                    if (error != null) {
                        unreachable.incrementAndGet();
                        again(member);
                    }
                });
    }

    private void again(Member member) {
        if (comesBack) {
            long wait = ThreadLocalRandom.current().nextLong(LATER.toMillis());
            CompletableFuture.delayedExecutor(LATER.toMillis() + wait, TimeUnit.MILLISECONDS)
                    .execute(() -> connect(member));
        }
    }

    /** From now on an end is an end. */
    void staysAway() {
        comesBack = false;
    }

    int signedIn() {
        return signedIn.get();
    }

    int toldToTryLater() {
        return toldToTryLater.get();
    }

    int unreachable() {
        return unreachable.get();
    }

    /** Errors that devices were told. */
    List<String> refusals() {
        return List.copyOf(refusals);
    }

    /** Close codes of those who had signed in. */
    List<Integer> ends() {
        return List.copyOf(ends);
    }

    @Override
    public void close() {
        comesBack = false;
        sockets.forEach(WebSocket::abort);
    }

    private final class Listener implements WebSocket.Listener {

        private final Member member;
        private boolean in;

        Listener(Member member) {
            this.member = member;
        }

        @Override
        public void onOpen(WebSocket socket) {
            sockets.add(socket);
            socket.request(Long.MAX_VALUE);
            socket.sendText(
                    "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(member.email(), member.password()), true);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            if (data.toString().contains("\"authenticated\"")) {
                in = true;
                signedIn.incrementAndGet();
            } else if (data.toString().contains("\"error\"")) {
                refusals.add(data.toString());
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            ended(code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            ended(1006);
        }

        private void ended(int code) {
            if (in) {
                in = false;
                signedIn.decrementAndGet();
                ends.add(code);
            } else if (code == 1013) {
                toldToTryLater.incrementAndGet();
            }
            if (code != 1008) {
                again(member);
            }
        }
    }
}
