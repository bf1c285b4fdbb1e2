package io.bellwire.worker;

import io.bellwire.localservices.Ports;
import io.bellwire.testsupport.OwnRedis;
import io.bellwire.testsupport.RealServices;
import java.util.ArrayDeque;
import java.util.Deque;

/** A Redis and a database of their own, and workers on them: all of them are gone when it is closed. */
final class OwnServers implements AutoCloseable {

    private final OwnRedis redis = OwnRedis.start();
    private final RealServices.Postgres postgres = RealServices.newDatabase();
    private final Deque<Runnable> workers = new ArrayDeque<>();

    OwnRedis redis() {
        return redis;
    }

    /** One in this process. */
    TestWorker worker(String... properties) {
        TestWorker worker = TestWorker.start(TestWorker.on(redis.port(), postgres, properties));
        workers.push(worker::close);
        return worker;
    }

    /** One in a process of its own; {@link WorkerProcess#isUp} says when it serves. */
    WorkerProcess process(String... properties) {
        return processAt(Ports.free(), properties);
    }

    WorkerProcess processAt(int port, String... properties) {
        WorkerProcess worker = WorkerProcess.startingAt(port, TestWorker.on(redis.port(), postgres, properties));
        workers.push(worker::close);
        return worker;
    }

    @Override
    public void close() {
        workers.forEach(Runnable::run);
        redis.close();
    }
}
