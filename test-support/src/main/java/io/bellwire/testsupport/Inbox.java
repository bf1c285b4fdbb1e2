package io.bellwire.testsupport;

import io.bellwire.testsupport.TestSocket.Close;
import io.bellwire.testsupport.TestSocket.Message;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** What a {@link TestSocket} received. */
final class Inbox implements WebSocket.Listener {

    final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    final List<Message> received = new CopyOnWriteArrayList<>();
    final CompletableFuture<Close> close = new CompletableFuture<>();
    volatile int pings;

    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private boolean paused;
    private boolean demandHeldBack;

    synchronized void pause() {
        paused = true;
    }

    synchronized void resume(WebSocket socket) {
        paused = false;
        if (demandHeldBack) {
            demandHeldBack = false;
            socket.request(1);
        }
    }

    private synchronized void more(WebSocket socket) {
        if (paused) {
            demandHeldBack = true;
        } else {
            socket.request(1);
        }
    }

    @Override
    public void onOpen(WebSocket socket) {
        more(socket);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            add(new Message.Text(text.toString()));
            text.setLength(0);
        }
        more(socket);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        binary.writeBytes(bytes);
        if (last) {
            add(new Message.Binary(binary.toByteArray()));
            binary.reset();
        }
        more(socket);
        return null;
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // listener methods are called one at a time
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
        pings++;
        more(socket);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
        more(socket);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        close.complete(new Close(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        close.complete(new Close(1006, String.valueOf(error)));
    }

    private void add(Message message) {
        received.add(message);
        messages.add(message);
    }
}
