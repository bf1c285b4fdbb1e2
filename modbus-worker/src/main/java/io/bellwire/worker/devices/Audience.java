package io.bellwire.worker.devices;

import io.bellwire.worker.sessions.Hold;
import io.bellwire.worker.sessions.SessionDirectory;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Which of this instance's devices a broadcast is for: no other instance may reach them as well. */
@Component
public class Audience {

    private final DeviceHub hub;
    private final SessionDirectory directory;

    Audience(DeviceHub hub, SessionDirectory directory) {
        this.hub = hub;
        this.directory = directory;
    }

    /**
     * @param held to be written to
     * @param lost how many are here of which the directory knows nothing: another instance may have reached them
     */
    public record Present(List<DeviceSession> held, int lost) {}

    /**
     * Those here whose session was claimed no later than that, and not since. It is not enough to have owned them lately:
     * while this instance was frozen a device may have come to another one, which reaches it too. Errs while Redis is away.
     */
    public Mono<Present> asOf(long lastClaim) {
        return Mono.defer(() -> {
            List<DeviceSession> here =
                    hub.all().stream().filter(session -> !session.isClosing()).toList();
            return directory
                    .holds(here.stream().map(DeviceSession::entry).toList(), lastClaim)
                    .map(holds -> present(here, holds));
        });
    }

    private static Present present(List<DeviceSession> here, List<Hold> holds) {
        List<DeviceSession> held = IntStream.range(0, here.size())
                .filter(i -> holds.get(i) == Hold.HELD)
                .mapToObj(here::get)
                .toList();
        return new Present(
                held, (int) holds.stream().filter(hold -> hold == Hold.LOST).count());
    }
}
