package io.bellwire.gateway.deviceproxy;

import io.bellwire.common.socket.CloseReason;
import io.bellwire.common.socket.Frame;
import io.bellwire.common.socket.Inbound;
import io.bellwire.common.socket.SocketConnection;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Two sockets made one: what comes in on either goes out on the other, one message after the other, each when the one
 * before has been written; so that a side that does not read holds up the other, and costs no memory.
 */
final class Passage {

    private static final Logger log = LoggerFactory.getLogger(Passage.class);
    private static final CloseReason DEVICE_LOST = new CloseReason(1001, "Device connection lost", true);

    private final SocketConnection device;
    private final WebSocketSession deviceSession;
    private final Sinks.One<SocketConnection> opened = Sinks.one();
    private final Sinks.Empty<Void> deviceLeftEarly = Sinks.empty();
    private volatile @Nullable SocketConnection worker;

    Passage(SocketConnection device, WebSocketSession deviceSession) {
        this.device = device;
        this.deviceSession = deviceSession;
    }

    /** Turns the device away where no worker has taken it yet. */
    void expectWorker() {
        if (worker == null) {
            device.close(CloseReason.TRY_LATER);
        }
    }

    /** Serves the worker's socket once it is open. */
    Mono<Void> workerOpened(WebSocketSession session, SocketConnection connection) {
        worker = connection;
        opened.tryEmitValue(connection);
        AtomicReference<@Nullable CloseStatus> status = statusOf(session);
        return connection
                .receive(message -> pass(message, device))
                .then(Mono.fromRunnable(() -> device.close(reason(status.get(), CloseReason.TRY_LATER))));
    }

    /** Lasts until both sockets have ended. */
    Mono<Void> through(Mono<Void> workerSocket) {
        Mono<Void> toDevice = workerSocket
                .takeUntilOther(deviceLeftEarly.asMono())
                .onErrorResume(error -> {
                    log.warn("A device is turned away, no worker takes it: {}", error.toString());
                    device.close(CloseReason.TRY_LATER);
                    return Mono.empty();
                });
        AtomicReference<@Nullable CloseStatus> status = statusOf(deviceSession);
        Mono<Void> toWorker = device.receive(message -> opened.asMono().flatMap(open -> pass(message, open)))
                .then(Mono.fromRunnable(() -> deviceLeft(reason(status.get(), DEVICE_LOST))));
        return Mono.when(toDevice, toWorker);
    }

    private void deviceLeft(CloseReason reason) {
        SocketConnection open = worker;
        if (open == null) {
            deviceLeftEarly.tryEmitEmpty();
        } else {
            open.close(reason);
        }
    }

    private static Mono<Void> pass(Inbound message, SocketConnection to) {
        Frame frame = message instanceof Inbound.Text text
                ? Frame.control(text.text().getBytes(StandardCharsets.UTF_8))
                : Frame.binary(((Inbound.Binary) message).bytes());
        return Mono.create(sink -> {
            if (!to.send(frame.whenWritten(written -> sink.success()))) {
                sink.success();
            }
        });
    }

    private static AtomicReference<@Nullable CloseStatus> statusOf(WebSocketSession session) {
        AtomicReference<@Nullable CloseStatus> status = new AtomicReference<>();
        session.closeStatus().subscribe(status::set, error -> {});
        return status;
    }

    /** A connection that was lost has no status, or one that no close frame may carry. */
    private static CloseReason reason(@Nullable CloseStatus status, CloseReason lost) {
        if (status == null || !WebSocketCloseStatus.isValidStatusCode(status.getCode())) {
            return lost;
        }
        String text = status.getReason() == null ? "" : status.getReason();
        return new CloseReason(status.getCode(), text, true);
    }
}
