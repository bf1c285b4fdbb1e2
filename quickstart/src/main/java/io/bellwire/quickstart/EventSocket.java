package io.bellwire.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One connection to the gateway's device events, read message by message: what is not taken stays with the gateway. */
final class EventSocket implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    private final WebSocket socket;
    private final BlockingQueue<Signal> signals;

    private EventSocket(WebSocket socket, BlockingQueue<Signal> signals) {
        this.socket = socket;
        this.signals = signals;
    }

    private sealed interface Signal {
        record Message(String text) implements Signal {}

        record End(String reason) implements Signal {}
    }

    /** The connection is over; the message says why, in a few words. */
    static final class Ended extends IOException {

        Ended(String reason) {
            super(reason);
        }
    }

    static EventSocket connect(HttpClient http, URI address, String token) throws IOException {
        Incoming incoming = new Incoming();
        try {
            WebSocket socket = http.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + token)
                    .connectTimeout(CONNECT_LIMIT)
                    .buildAsync(address, incoming)
                    .join();
            return new EventSocket(socket, incoming.signals);
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                throw new GatewayClient.Refused("The gateway answered with status "
                        + refused.getResponse().statusCode());
            }
            throw e.getCause() instanceof IOException unreachable ? unreachable : new IOException(e.getCause());
        }
    }

    /**
     * The next event; empty where none comes in time.
     *
     * @throws Ended when the connection is over
     */
    Optional<JsonNode> next(Duration limit) throws Ended, InterruptedException {
        Signal signal = signals.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (signal instanceof Signal.End end) {
            throw new Ended(end.reason());
        } else if (signal instanceof Signal.Message message) {
            socket.request(1);
            return Optional.of(GatewayClient.JSON.readTree(message.text()));
        } else {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(over -> socket);
    }

    private static final class Incoming implements WebSocket.Listener {

        private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
        private final StringBuilder pieces = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence piece, boolean last) {
            pieces.append(piece);
            if (last) {
                signals.add(new Signal.Message(pieces.toString()));
                pieces.setLength(0);
            } else {
                socket.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            signals.add(new Signal.End(reason.isEmpty() ? "closed with " + code : reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            signals.add(new Signal.End(String.valueOf(error.getMessage())));
        }
    }
}
