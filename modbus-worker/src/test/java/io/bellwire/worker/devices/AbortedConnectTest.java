package io.bellwire.worker.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bellwire.common.account.SignIn;
import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.socket.CloseReason;
import io.bellwire.common.socket.SocketClosed;
import io.bellwire.common.socket.SocketConnection;
import io.bellwire.common.socket.Sockets;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.worker.Overheard;
import io.bellwire.worker.TestWorker;
import io.bellwire.worker.TestWorker.Person;
import io.bellwire.worker.sessions.SessionDirectory;
import io.bellwire.worker.sessions.SessionSettings;
import io.bellwire.worker.telemetry.Telemetry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** A socket ends, or Redis fails, at the worst moment of a device's connect: on a worker's own parts, but for that moment. */
class AbortedConnectTest {

    private final TestWorker worker = TestWorker.shared();
    private final Person owner = worker.user();
    private final String id = TestWorker.newId();

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final AtomicReference<SocketConnection> connection = new AtomicReference<>();
    private Disposable socket;
    private DeviceVisit visit;

    @BeforeEach
    void connect() {
        worker.device(worker.user()).leaves(); // so that Redis knows all scripts, and takes them as they are sent
        socket = worker.bean(Sockets.class)
                .serve(session(), channel, opened -> {
                    connection.set(opened);
                    return Mono.never();
                })
                .subscribe();
        visit = new DeviceVisit(connection.get(), new SessionId(id), InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void end() {
        socket.dispose();
        channel.finishAndReleaseAll();
    }

    /** Of which nothing is asked but to close. */
    private static WebSocketSession session() {
        return (WebSocketSession) Proxy.newProxyInstance(
                WebSocketSession.class.getClassLoader(),
                new Class<?>[] {WebSocketSession.class},
                (stub, method, arguments) -> Mono.empty());
    }

    /** The worker's, but for what becomes of a claim. */
    private SessionDirectory directory(UnaryOperator<Mono<?>> claim) {
        SessionDirectory real = worker.bean(SessionDirectory.class);
        return (SessionDirectory) Proxy.newProxyInstance(
                SessionDirectory.class.getClassLoader(),
                new Class<?>[] {SessionDirectory.class},
                (stub, method, arguments) -> {
                    Mono<?> answer = (Mono<?>) method.invoke(real, arguments);
                    return method.getName().equals("claim") ? claim.apply(answer) : answer;
                });
    }

    private DeviceAdmission admission(DeviceHub hub, SessionDirectory directory) {
        return new DeviceAdmission(
                worker.bean(SignIn.class),
                worker.bean(DeviceRepository.class),
                hub,
                ownership(hub, directory),
                worker.bean(Telemetry.class),
                worker.bean(JsonMapper.class),
                worker.bean(Clock.class));
    }

    private Ownership ownership(DeviceHub hub, SessionDirectory directory) {
        return new Ownership(
                hub,
                directory,
                worker.bean(DeviceRepository.class),
                worker.bean(Notices.class),
                worker.bean(Telemetry.class),
                worker.bean(SessionSettings.class));
    }

    private Mono<Void> signsIn(DeviceAdmission admission) {
        return admission.admit(visit, new Credentials(owner.email(), TestWorker.PASSWORD));
    }

    @Test
    void a_socket_that_ends_just_before_its_claim_leaves_nothing_behind_although_the_answer_is_lost() {
        AtomicReference<DeviceAdmission> admission = new AtomicReference<>();
        DeviceHub hub = new DeviceHub() {
            @Override
            void arriving(DeviceSession session) {
                admission.get().seeOff(visit).subscribe();
                super.arriving(session);
            }
        };
        admission.set(admission(hub, directory(claim -> claim.then(Mono.error(new IllegalStateException("lost"))))));

        assertThatThrownBy(() -> signsIn(admission.get()).block(Await.LIMIT)).isInstanceOf(SocketClosed.class);

        assertThat(hub.knows(new SessionId(id), connection.get().id())).isFalse();
        assertThat(worker.connectionOf(id)).isEmpty();
    }

    @Test
    void a_connect_that_never_had_the_session_does_not_make_the_one_that_has_it_outdated() {
        FakeDevice device = worker.device(owner, id);
        DeviceSession present = present();
        DeviceAdmission admission =
                admission(new DeviceHub(), directory(claim -> Mono.error(new IllegalStateException("not sent"))));

        assertThatThrownBy(() -> signsIn(admission).block(Await.LIMIT)).isInstanceOf(SocketClosed.class);
        admission.seeOff(visit).block(Await.LIMIT);
        loses(present);
        worker.bean(Ownership.class).confirm(List.of(present)).block(Await.LIMIT);

        assertThat(worker.connectionOf(id)).contains(present.entry().connectionId());
        device.isSentNothing().leaves();
    }

    private DeviceSession present() {
        return worker.bean(DeviceHub.class).find(new SessionId(id)).orElseThrow();
    }

    /** Redis does. */
    private void loses(DeviceSession session) {
        worker.redis()
                .delete("ws:session:" + id, "ws:connection:" + session.entry().connectionId())
                .block(Await.LIMIT);
    }

    @Test
    void a_session_that_ends_while_it_is_claimed_again_leaves_no_entry() {
        FakeDevice device = worker.device(owner, id);
        DeviceSession session = present();
        device.leaves();
        Await.until(
                "it is gone",
                () -> worker.connectionOf(id).isEmpty()
                        && !worker.bean(DeviceHub.class)
                                .knows(new SessionId(id), session.entry().connectionId()));

        worker.bean(Ownership.class).confirm(List.of(session)).block(Await.LIMIT);

        assertThat(worker.connectionOf(id)).isEmpty();
    }

    @Test
    void a_device_that_is_deleted_while_it_connects_is_not_let_in() {
        Mono<Boolean> deleted = worker.bean(DeviceRemoval.class).remove(new SessionId(id), null);
        DeviceHub hub = new DeviceHub();
        DeviceAdmission admission = admission(hub, directory(claim -> deleted.then(claim)));

        assertThatThrownBy(() -> signsIn(admission).block(Await.LIMIT))
                .isInstanceOfSatisfying(SocketClosed.class, closed -> assertThat(closed.reason())
                        .isEqualTo(DeviceSession.DELETED));
        admission.seeOff(visit).block(Await.LIMIT);

        assertThat(hub.count()).isZero();
        assertThat(worker.connectionOf(id)).isEmpty();
        assertThat(worker.sqlNumber("SELECT count(*) FROM devices WHERE session_id = '" + id + "'"))
                .isZero();
    }

    @Test
    void a_device_that_is_deleted_elsewhere_while_its_session_is_claimed_again_is_disconnected() {
        FakeDevice device = worker.device(owner, id);
        DeviceSession session = present();
        Mono<Void> deleted = worker.bean(DatabaseClient.class)
                .sql("DELETE FROM devices WHERE session_id = '" + id + "'")
                .then();
        loses(session);

        ownership(worker.bean(DeviceHub.class), directory(claim -> deleted.then(claim)))
                .confirm(List.of(session))
                .block(Await.LIMIT);

        device.socket().assertClosed(1000, "Device deleted");
        Await.until("the entry is gone", () -> worker.connectionOf(id).isEmpty());
    }

    @Test
    void a_connect_that_was_replaced_before_it_was_announced_is_not_announced() {
        DeviceHub hub = new DeviceHub() {
            @Override
            Addition add(DeviceSession session) {
                Addition added = super.add(session);
                session.close(CloseReason.REPLACED); // as the notice of another instance says
                return added;
            }
        };
        DeviceAdmission admission = admission(hub, directory(claim -> claim));
        try (Overheard heard = Overheard.of(worker, owner)) {
            signsIn(admission).block(Await.LIMIT);
            admission.seeOff(visit).block(Await.LIMIT);
            hearsNothingBut(heard);
        }
    }

    /** The next thing to be told is that another device connects. */
    private void hearsNothingBut(Overheard heard) {
        FakeDevice other = worker.device(owner);
        assertThat(heard.next("device_connected").path("device_id").asString(""))
                .isEqualTo(other.sessionId());
        other.leaves();
    }

    @Test
    void nobody_is_told_of_the_end_of_a_connect_that_never_had_the_session() {
        DeviceAdmission admission =
                admission(new DeviceHub(), directory(claim -> Mono.error(new IllegalStateException("not sent"))));
        try (Overheard heard = Overheard.of(worker, owner)) {
            assertThatThrownBy(() -> signsIn(admission).block(Await.LIMIT)).isInstanceOf(SocketClosed.class);
            admission.seeOff(visit).block(Await.LIMIT);
            hearsNothingBut(heard);
        }
    }

    /** Its former connection is replaced, and says nothing; only this one knows that the device is gone. */
    @Test
    void the_end_of_a_connect_that_took_over_and_was_broken_off_is_told() {
        DeviceHub hub = new DeviceHub() {
            @Override
            Addition add(DeviceSession session) {
                throw new SocketClosed(CloseReason.TRY_LATER);
            }
        };
        DeviceAdmission admission = admission(hub, directory(claim -> claim));
        try (Overheard heard = Overheard.of(worker, owner)) {
            FakeDevice device = worker.device(owner, id);
            heard.next("device_connected");

            assertThatThrownBy(() -> signsIn(admission).block(Await.LIMIT)).isInstanceOf(SocketClosed.class);
            admission.seeOff(visit).block(Await.LIMIT);

            device.socket().assertClosed(4409, "replaced");
            String connectionId = connection.get().id();
            assertThat(heard.next("device_connected").path("connection_id").asString(""))
                    .isEqualTo(connectionId);
            assertThat(heard.next("device_disconnected").path("connection_id").asString(""))
                    .isEqualTo(connectionId);
        }
    }
}
