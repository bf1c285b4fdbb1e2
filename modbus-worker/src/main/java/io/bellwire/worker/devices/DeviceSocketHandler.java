package io.bellwire.worker.devices;

import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.json.VerbatimJson;
import io.bellwire.common.net.ClientAddresses;
import io.bellwire.common.socket.CloseReason;
import io.bellwire.common.socket.Frame;
import io.bellwire.common.socket.Handshake;
import io.bellwire.common.socket.Inbound;
import io.bellwire.common.socket.SocketConnection;
import io.bellwire.common.socket.Sockets;
import io.bellwire.worker.modbus.HexBytes;
import io.bellwire.worker.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Serves {@code /ws/devices}: a device names its session, signs in with its first message, reports, and leaves. */
@Component
class DeviceSocketHandler implements WebSocketHandler {

    private static final Frame PONG = Frame.control("pong".getBytes(StandardCharsets.UTF_8));

    private final Sockets sockets;
    private final DeviceAdmission admission;
    private final Telemetry telemetry;
    private final ClientAddresses addresses;
    private final DeviceSettings settings;
    private final JsonMapper json;
    private final ObjectReader reports;
    private final Clock clock;

    DeviceSocketHandler(
            Sockets sockets,
            DeviceAdmission admission,
            Telemetry telemetry,
            ClientAddresses addresses,
            DeviceSettings settings,
            JsonMapper json,
            Clock clock) {
        this.sockets = sockets;
        this.admission = admission;
        this.telemetry = telemetry;
        this.addresses = addresses;
        this.settings = settings;
        this.json = json;
        this.reports = json.readerFor(VerbatimJson.class);
        this.clock = clock;
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
        Handshake handshake = Handshake.of(session);
        return sockets.serve(session, connection -> handshake
                .parameter("session_id")
                .flatMap(SessionId::parse)
                .map(id -> serve(new DeviceVisit(connection, id, handshake.clientAddress(addresses))))
                .orElseGet(() -> turnAway(connection, "Invalid session_id")));
    }

    private Mono<Void> turnAway(SocketConnection connection, String detail) {
        refuse(connection, detail);
        return connection.receive(message -> Mono.empty());
    }

    private Mono<Void> serve(DeviceVisit visit) {
        SocketConnection connection = visit.connection();
        connection.atDeadline(
                clock.instant().plus(settings.signInTimeout()), () -> refuse(connection, "Authentication timeout"));
        return Mono.usingWhen(
                Mono.just(visit),
                present -> connection.receive(message -> received(present, message)),
                admission::seeOff);
    }

    private Mono<Void> received(DeviceVisit visit, Inbound message) {
        return visit.session()
                .map(session -> {
                    heard(visit.connection(), session, message);
                    return Mono.<Void>empty();
                })
                .orElseGet(() -> signIn(visit, message));
    }

    private Mono<Void> signIn(DeviceVisit visit, Inbound message) {
        visit.connection().atDeadline(null, () -> {});
        return Mono.fromSupplier(() -> Credentials.read(json, message instanceof Inbound.Text text ? text.text() : ""))
                .flatMap(credentials -> admission.admit(visit, credentials))
                .onErrorResume(DeviceRefused.class, refused -> {
                    refuse(visit.connection(), refused.detail());
                    return Mono.empty();
                });
    }

    private void refuse(SocketConnection connection, String detail) {
        connection.close(failed(detail), CloseReason.refused(detail));
    }

    private Frame failed(String detail) {
        return Frame.control(json.writeValueAsBytes(new DeviceAnswer.Failed(detail)));
    }

    private void heard(SocketConnection connection, DeviceSession session, Inbound message) {
        session.seen(clock.instant());
        if (message instanceof Inbound.Binary binary) {
            reported(session, new VerbatimJson("{\"hex_response\":\"" + HexBytes.format(binary.bytes()) + "\"}"));
        } else if (message instanceof Inbound.Text text) {
            if (text.text().equals("ping")) {
                connection.send(PONG);
            } else {
                heardJson(connection, session, text.text());
            }
        }
    }

    private void heardJson(SocketConnection connection, DeviceSession session, String text) {
        VerbatimJson report = null;
        try {
            report = VerbatimJson.read(reports, text);
        } catch (JacksonException e) {
            // answered below, like JSON that is no object
        }
        if (report == null) {
            connection.send(failed("Invalid JSON"));
        } else {
            reported(session, report);
        }
    }

    private void reported(DeviceSession session, VerbatimJson report) {
        if (session.isSurelyOwned()) {
            telemetry.data(session.entry(), report);
        } else {
            telemetry.drop();
        }
    }
}
