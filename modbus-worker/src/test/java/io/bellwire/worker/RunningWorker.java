package io.bellwire.worker;

import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.Http;
import io.bellwire.worker.TestWorker.Person;
import java.net.URI;

/** A worker that people call and devices connect to, in this process or in one of its own. */
public interface RunningWorker {

    int port();

    default Http http() {
        return Http.at(port());
    }

    default Http as(Person person) {
        return http().as(person.token());
    }

    default URI sockets() {
        return URI.create("ws://127.0.0.1:" + port() + "/ws/devices");
    }

    /** A device that has not said anything yet. */
    default FakeDevice stranger(String sessionId) {
        return FakeDevice.at(sockets()).connects(sessionId);
    }

    /** A device that has signed in. */
    default FakeDevice device(Person owner, String sessionId) {
        return stranger(sessionId).signsIn(owner.email(), TestWorker.PASSWORD);
    }

    /** A device that has signed in, under an id of its own. */
    default FakeDevice device(Person owner) {
        return device(owner, TestWorker.newId());
    }
}
