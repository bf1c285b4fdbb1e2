package io.bellwire.gateway.auth;

import io.bellwire.gateway.RunningGateway;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Http;
import java.net.URI;
import java.util.Map;
import java.util.UUID;

/** Someone with an account, who remembers the last pair of tokens. */
public final class FakePerson {

    private final RunningGateway gateway;
    private final String email;
    private final String id;
    private String password = "correct horse battery";
    private String accessToken = "";
    private String refreshToken = "";

    private FakePerson(RunningGateway gateway, String email, String id) {
        this.gateway = gateway;
        this.email = email;
        this.id = id;
    }

    public static FakePerson registers(RunningGateway gateway) {
        String email = UUID.randomUUID() + "@example.com";
        Answer answer = gateway.http()
                .post("/api/v1/auth/register", Map.of("email", email, "password", "correct horse battery"))
                .assertStatus(201);
        return new FakePerson(gateway, email, answer.json().path("user_id").asString());
    }

    public FakePerson signsIn() {
        return takes(tries(password).assertStatus(200));
    }

    /** Remembers the tokens of an answer to login or refresh. */
    public FakePerson takes(Answer answer) {
        accessToken = answer.json().path("access_token").asString();
        refreshToken = answer.json().path("refresh_token").asString();
        return this;
    }

    public Answer tries(String guess) {
        return tries(gateway, guess);
    }

    /** On another instance. */
    public Answer tries(RunningGateway instance, String guess) {
        return instance.http().post("/api/v1/auth/login", Map.of("email", email, "password", guess));
    }

    /** With any of the refresh tokens that this person ever had. */
    public Answer refreshesWith(String token) {
        return gateway.http().post("/api/v1/auth/refresh", Map.of("refresh_token", token));
    }

    public FakePerson refreshes() {
        return takes(refreshesWith(refreshToken).assertStatus(200));
    }

    public FakePerson signsOut() {
        gateway.http()
                .post("/api/v1/auth/logout", Map.of("refresh_token", refreshToken))
                .assertStatus(204);
        return this;
    }

    public FakePerson changesPasswordTo(String wanted) {
        http().post("/api/v1/auth/password", Map.of("current_password", password, "new_password", wanted))
                .assertStatus(204);
        password = wanted;
        return this;
    }

    public URI socket(RunningGateway instance, String path) {
        return instance.webSocket(path + "?token=" + accessToken);
    }

    /** Calls with this person's token. */
    public Http http() {
        return gateway.http().as(accessToken);
    }

    public String id() {
        return id;
    }

    public String email() {
        return email;
    }

    public String password() {
        return password;
    }

    public String accessToken() {
        return accessToken;
    }

    public String refreshToken() {
        return refreshToken;
    }
}
