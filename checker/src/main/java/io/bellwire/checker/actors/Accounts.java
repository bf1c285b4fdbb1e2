package io.bellwire.checker.actors;

import io.bellwire.checker.cluster.Cluster;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Registers people and signs them in, before anything goes wrong. */
public final class Accounts {

    private final Api api;

    public Accounts(Stage stage) {
        this.api = stage.api();
    }

    public List<Person> register(int people) {
        return IntStream.range(0, people)
                .mapToObj(n -> register("user-" + n + "@example.com"))
                .toList();
    }

    private Person register(String email) {
        require(201, "/api/v1/auth/register", Map.of("email", email, "password", Cluster.PASSWORD));
        return signIn(email);
    }

    public Person operator() {
        return signIn(Cluster.OPERATOR);
    }

    private Person signIn(String email) {
        JsonNode answer = require(200, "/api/v1/auth/login", Map.of("email", email, "password", Cluster.PASSWORD));
        return new Person(
                answer.path("user").path("id").asString(),
                email,
                answer.path("access_token").asString());
    }

    private JsonNode require(int status, String path, Object body) {
        Api.Reply reply = api.post(0, path, null, body).reply().join();
        if (reply.status() != status) {
            throw new IllegalStateException(path + " answered " + reply.status());
        }
        return reply.body();
    }
}
