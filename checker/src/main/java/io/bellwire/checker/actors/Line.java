package io.bellwire.checker.actors;

import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One WebSocket: whole text messages one at a time, the end once, and reading that can be held back. */
final class Line implements WebSocket.Listener {

    interface Ear {
        default void opened(Line line) {}

        void hears(String text);

        /** @param code 1006 where there was no close frame */
        void ended(int code, String reason);
    }

    private final Stage stage;
    private final Ear ear;
    private final StringBuilder text = new StringBuilder();
    private @Nullable WebSocket socket;
    private boolean paused;
    private boolean owed;
    private boolean ended;

    private Line(Stage stage, Ear ear) {
        this.stage = stage;
        this.ear = ear;
    }

    /** The ear is told of the end also where the handshake fails. */
    static Line open(Stage stage, URI uri, Map<String, String> headers, Ear ear) {
        Line line = new Line(stage, ear);
        WebSocket.Builder builder = stage.sockets().newWebSocketBuilder().connectTimeout(Duration.ofSeconds(8));
        headers.forEach(builder::header);
        builder.buildAsync(uri, line).whenComplete((opened, error) -> {
            if (error != null) {
                line.end(1006, String.valueOf(error));
            }
        });
        return line;
    }

    @Override
    public void onOpen(WebSocket opened) {
        synchronized (this) {
            socket = opened;
            if (ended) {
                opened.abort();
                return;
            }
        }
        ear.opened(this);
        more();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            String whole = text.toString();
            text.setLength(0);
            if (!isEnded()) {
                stage.safely(() -> ear.hears(whole));
            }
        }
        more();
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        more();
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        more();
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end(code, reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        end(1006, String.valueOf(error));
    }

    private void end(int code, String reason) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        ear.ended(code, reason);
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    private synchronized void more() {
        if (paused) {
            owed = true;
        } else if (socket != null) {
            socket.request(1);
        }
    }

    synchronized void pause() {
        paused = true;
    }

    synchronized void resume() {
        paused = false;
        if (owed && socket != null) {
            owed = false;
            socket.request(1);
        }
    }

    void say(String message) {
        WebSocket open = socket();
        if (open != null) {
            open.sendText(message, true).exceptionally(gone -> open);
        }
    }

    private synchronized @Nullable WebSocket socket() {
        return socket;
    }

    /** Says good-bye and does not wait; or drops the connection. Nothing is heard any more. */
    void leave(boolean politely) {
        WebSocket open = socket();
        if (open != null && politely) {
            CompletableFuture<WebSocket> closing = open.sendClose(WebSocket.NORMAL_CLOSURE, "");
            closing.whenComplete((done, gone) -> open.abort());
        } else if (open != null) {
            open.abort();
        }
        end(1000, "left");
    }
}
