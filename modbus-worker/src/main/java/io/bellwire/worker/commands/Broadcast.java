package io.bellwire.worker.commands;

import io.bellwire.common.deviceapi.BroadcastComplete;
import io.bellwire.common.token.Caller;
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
    private final WorkerDirectory workers;
    private final OwnerForwarding forwarding;
    private final JsonMapper json;

    Broadcast(Ownership ownership, WorkerDirectory workers, OwnerForwarding forwarding, JsonMapper json) {
        this.ownership = ownership;
        this.workers = workers;
        this.forwarding = forwarding;
        this.json = json;
    }

    /** To all devices of all instances; errs while Redis is away, before anything is sent. */
    Mono<Tally> everywhere(RtuCommand command, Call call, Caller caller, Awaited awaited) {
        return workers.requireWhole().then(workers.others()).flatMap(others -> awaited.check()
                .thenMany(Flux.fromIterable(others).flatMap(other -> at(other, call, caller), Integer.MAX_VALUE))
                .mergeWith(here(command, awaited))
                .reduce(Tally.NOTHING, Tally::plus));
    }

    private Mono<Tally> at(Worker other, Call call, Caller caller) {
        return forwarding
                .forward(other, call, OwnerForwarding.ALL_DEVICES, caller, BroadcastComplete.class)
                .map(Tally::of)
                .onErrorResume(error -> {
                    log.warn("Worker {} took no part in a broadcast: {}", other.id(), error.toString());
                    return Mono.just(Tally.NO_ANSWER);
                });
    }

    /** To all devices of this instance. */
    Mono<Tally> here(RtuCommand command, Awaited awaited) {
        byte[] message = json.writeValueAsBytes(new ModbusMessage(command));
        return ownership
                .all()
                .flatMap(sessions -> awaited.check().thenReturn(sessions))
                .flatMapIterable(sessions -> sessions)
                .flatMap(session -> deliver(session, message), Integer.MAX_VALUE)
                .reduce(Tally.NOTHING, Tally::plus);
    }

    /** To one device of this instance. */
    Mono<Tally> to(DeviceSession session, RtuCommand command) {
        return deliver(session, json.writeValueAsBytes(new ModbusMessage(command)));
    }

    private static Mono<Tally> deliver(DeviceSession session, byte[] message) {
        return session.deliver(message).onErrorReturn(false).map(Tally::ofOne);
    }
}
