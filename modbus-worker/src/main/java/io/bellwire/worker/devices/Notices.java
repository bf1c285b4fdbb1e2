package io.bellwire.worker.devices;

import io.bellwire.common.bus.Bus;
import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.socket.CloseReason;
import io.bellwire.worker.sessions.ThisWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells the instance that has a connection, this one or another, that the connection has to end. Another one may not
 * hear of it; it then finds out at its next renewal.
 */
@Component
class Notices {

    private static final Logger log = LoggerFactory.getLogger(Notices.class);

    private final Bus bus;
    private final DeviceHub hub;
    private final ThisWorker thisWorker;
    private final JsonMapper json;

    Notices(Bus bus, DeviceHub hub, ThisWorker thisWorker, JsonMapper json) {
        this.bus = bus;
        this.hub = hub;
        this.thisWorker = thisWorker;
        this.json = json;
    }

    enum Why {
        REPLACED(CloseReason.REPLACED),
        DELETED(DeviceSession.DELETED);

        private final CloseReason closes;

        Why(CloseReason closes) {
            this.closes = closes;
        }
    }

    /** One connection of one worker has to end. */
    record Notice(SessionId sessionId, String connectionId, Why why) {}

    void tell(String workerId, Notice notice) {
        if (workerId.equals(thisWorker.id())) {
            obey(notice);
        } else if (!workerId.isEmpty()) {
            bus.publish(topic(workerId), json.writeValueAsBytes(notice))
                    .subscribe(null, error -> log.info("Worker {} was not told: {}", workerId, error.toString()));
        }
    }

    /** @param joined runs whenever Redis is there, for the first time or again */
    Disposable listen(Runnable joined) {
        return bus.subscribe(topic(thisWorker.id()), new Bus.Listener() {
            @Override
            public void joined() {
                joined.run();
            }

            @Override
            public void received(String topic, byte[] payload) {
                obey(json.readValue(payload, Notice.class));
            }
        });
    }

    private void obey(Notice notice) {
        hub.find(notice.sessionId(), notice.connectionId()).ifPresent(session -> session.close(notice.why().closes));
    }

    private static String topic(String workerId) {
        return "worker:" + workerId;
    }
}
