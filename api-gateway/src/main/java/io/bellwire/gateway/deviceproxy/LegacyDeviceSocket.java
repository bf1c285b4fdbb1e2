package io.bellwire.gateway.deviceproxy;

import io.bellwire.common.net.ClientAddresses;
import io.bellwire.common.socket.Handshake;
import io.bellwire.common.socket.Sockets;
import java.time.Clock;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;

/** Serves {@code /modbus/ws/devices}, the devices' old address, by a socket of its own on a worker for each device. */
@Component
class LegacyDeviceSocket implements WebSocketHandler {

    private final Sockets sockets;
    private final WorkerSocketClient worker;
    private final WorkerSettings settings;
    private final ClientAddresses addresses;
    private final Clock clock;

    LegacyDeviceSocket(
            Sockets sockets,
            WorkerSocketClient worker,
            WorkerSettings settings,
            ClientAddresses addresses,
            Clock clock) {
        this.sockets = sockets;
        this.worker = worker;
        this.settings = settings;
        this.addresses = addresses;
        this.clock = clock;
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
        Handshake handshake = Handshake.of(session);
        String query = session.getHandshakeInfo().getUri().getRawQuery();
        return sockets.serve(session, device -> {
            Passage passage = new Passage(device, session);
            device.atDeadline(clock.instant().plus(settings.deadline()), passage::expectWorker);
            return passage.through(worker.open(query, handshake.clientAddress(addresses), passage::workerOpened));
        });
    }
}
