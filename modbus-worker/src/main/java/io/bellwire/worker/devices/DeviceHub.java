package io.bellwire.worker.devices;

import io.bellwire.common.deviceapi.SessionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The devices that are connected to this instance. */
@Component
public class DeviceHub {

    private final Map<SessionId, DeviceSession> sessions = new ConcurrentHashMap<>();
    private final Map<String, DeviceSession> arriving = new ConcurrentHashMap<>();

    public Optional<DeviceSession> find(SessionId id) {
        return Optional.ofNullable(sessions.get(id));
    }

    public List<DeviceSession> all() {
        return List.copyOf(sessions.values());
    }

    public int count() {
        return sessions.size();
    }

    /** Whether the directory may rightly name the connection as one of this instance. */
    public boolean knows(SessionId id, String connectionId) {
        return find(id, connectionId).isPresent();
    }

    /** The session of that connection, also while its device is only just being let in. */
    Optional<DeviceSession> find(SessionId id, String connectionId) {
        return Optional.ofNullable(arriving.get(connectionId)).or(() -> find(id).filter(
                        session -> session.entry().connectionId().equals(connectionId)));
    }

    /** From here to {@link #add} or {@link #remove} the directory may know of the session before the hub does. */
    void arriving(DeviceSession session) {
        arriving.put(session.entry().connectionId(), session);
    }

    /** What became of an addition: of two sessions the one of the higher generation stays. */
    record Addition(boolean stays, @Nullable DeviceSession replaced) {}

    Addition add(DeviceSession added) {
        DeviceSession[] before = new DeviceSession[1];
        DeviceSession stays = sessions.compute(added.entry().sessionId(), (id, present) -> {
            before[0] = present;
            return present == null
                            || present.entry().generation() < added.entry().generation()
                    ? added
                    : present;
        });
        arriving.remove(added.entry().connectionId());
        return stays == added ? new Addition(true, before[0]) : new Addition(false, null);
    }

    /** False where another session had taken its place, or it was never here. */
    boolean remove(DeviceSession session) {
        arriving.remove(session.entry().connectionId());
        return sessions.remove(session.entry().sessionId(), session);
    }
}
