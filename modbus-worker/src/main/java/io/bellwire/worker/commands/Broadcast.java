package io.bellwire.worker.commands;

import io.bellwire.common.deviceapi.BroadcastComplete;
import io.bellwire.common.token.Caller;
import io.bellwire.worker.devices.Audience;
import io.bellwire.worker.devices.DeviceSession;
import io.bellwire.worker.devices.Ownership;
import io.bellwire.worker.modbus.RtuCommand;
import io.bellwire.worker.sessions.OwnerForwarding;
import io.bellwire.worker.sessions.OwnerForwarding.Call;
import io.bellwire.worker.sessions.Worker;
import io.bellwire.worker.sessions.WorkerDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Sends one command to many devices and counts. */
@Component
class Broadcast {

    private static final Logger log = LoggerFactory.getLogger(Broadcast.class);

    private final Ownership ownership;
    private final Audience audience;
    private final WorkerDirectory workers;
    private final OwnerForwarding forwarding;
    private final JsonMapper json;

    Broadcast(
            Ownership ownership,
            Audience audience,
            WorkerDirectory workers,
            OwnerForwarding forwarding,
            JsonMapper json) {
        this.ownership = ownership;
        this.audience = audience;
        this.workers = workers;
        this.forwarding = forwarding;
        this.json = json;
    }

    /**
     * To all devices of all instances, each once at most, even if it moves from one instance to another meanwhile. Errs
     * while Redis is away, before anything is sent.
     */
    Mono<Tally> everywhere(RtuCommand command, Call call, Caller caller, Awaited awaited) {
        // what has lapsed is claimed again first, so that it counts
        return workers.requireWhole()
                .then(Mono.defer(ownership::all))
                .then(Mono.defer(workers::roll))
                .flatMap(roll -> audience.asOf(roll.lastClaim()).flatMap(present -> awaited.check()
                        .thenMany(Flux.fromIterable(roll.others())
                                .flatMap(other -> at(other, call, roll.lastClaim(), caller), Integer.MAX_VALUE)
                                .mergeWith(deliver(command, present)))
                        .reduce(Tally.NOTHING, Tally::plus)));
    }

    private Mono<Tally> at(Worker other, Call call, long lastClaim, Caller caller) {
        return forwarding
                .forwardToAll(other, call, lastClaim, caller, BroadcastComplete.class)
                .map(Tally::of)
                .onErrorResume(error -> {
                    log.warn("Worker {} took no part in a broadcast: {}", other.id(), error.toString());
                    return Mono.just(Tally.NO_ANSWER);
                });
    }

    /** To all devices of this instance that were claimed no later than that. */
    Mono<Tally> here(RtuCommand command, long lastClaim, Awaited awaited) {
        return audience.asOf(lastClaim)
                .flatMap(present -> awaited.check().then(Mono.defer(() -> deliver(command, present))));
    }

    private Mono<Tally> deliver(RtuCommand command, Audience.Present present) {
        byte[] message = json.writeValueAsBytes(new ModbusMessage(command));
        return Flux.fromIterable(present.held())
                .flatMap(session -> deliver(session, message), Integer.MAX_VALUE)
                .reduce(Tally.ofLost(present.lost()), Tally::plus);
    }

    /** To one device of this instance. */
    Mono<Tally> to(DeviceSession session, RtuCommand command) {
        return deliver(session, json.writeValueAsBytes(new ModbusMessage(command)));
    }

    private static Mono<Tally> deliver(DeviceSession session, byte[] message) {
        return session.deliver(message).onErrorReturn(false).map(Tally::ofOne);
    }
}
