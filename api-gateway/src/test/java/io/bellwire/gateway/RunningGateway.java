package io.bellwire.gateway;

import io.bellwire.common.account.Account;
import io.bellwire.common.account.AccountRepository;
import io.bellwire.common.account.PasswordVerifier;
import io.bellwire.common.token.AccessTokens;
import io.bellwire.common.token.Role;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeClient;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.RealServices;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** A gateway that runs, on a real port over real services. The shared one is started once for all tests of a process. */
public final class RunningGateway implements AutoCloseable {

    public static final String SECRET = "a-secret-for-tests-of-32-bytes-or-more";
    public static final String PASSWORD = "correct horse";

    /** Nobody listens there. */
    private static final String NO_WORKER = "http://127.0.0.1:1";

    public static final String ALLOWED_ORIGIN = "https://app.example.com";

    private final ConfigurableApplicationContext context;
    private final int port;

    private RunningGateway(ConfigurableApplicationContext context) {
        this.context = context;
        this.port =
                ((ReactiveWebServerApplicationContext) context).getWebServer().getPort();
    }

    /** Someone with an account, and a token for it. */
    public record Person(Account account, String token) {

        public String id() {
            return account.id().value();
        }

        public String email() {
            return account.email();
        }
    }

    public static RunningGateway shared() {
        return Shared.GATEWAY;
    }

    private static final class Shared {
        static final RunningGateway GATEWAY = with(Map.of());
    }

    /** Another gateway with settings of its own on the same services. */
    public static RunningGateway with(Map<String, Object> settings) {
        return on(RealServices.postgres(), settings);
    }

    public static RunningGateway on(RealServices.Postgres postgres, Map<String, Object> settings) {
        return on(postgres, RealServices.redis(), settings);
    }

    public static RunningGateway on(
            RealServices.Postgres postgres, RealServices.Redis redis, Map<String, Object> settings) {
        return new RunningGateway(GatewayApplication.create().run(arguments(postgres, redis, settings)));
    }

    /** For a gateway on a free port, or the one that {@code settings} name; everything else is as in production. */
    public static String[] arguments(
            RealServices.Postgres postgres, RealServices.Redis redis, Map<String, Object> settings) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("server.port", 0);
        all.put("server.address", "127.0.0.1");
        all.put("DB_HOST", postgres.host());
        all.put("DB_PORT", postgres.port());
        all.put("DB_NAME", postgres.database());
        all.put("DB_USER", postgres.user());
        all.put("DB_PASSWORD", postgres.password());
        all.put("REDIS_HOST", redis.host());
        all.put("REDIS_PORT", redis.port());
        all.put("bellwire.token.secret", SECRET);
        all.put("bellwire.allowed-origins", ALLOWED_ORIGIN);
        all.put("bellwire.worker.url", NO_WORKER);
        all.putAll(settings);
        return all.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
    }

    public int port() {
        return port;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public Http http() {
        return Http.at(port);
    }

    public Http http(Person person) {
        return http().as(person.token());
    }

    public URI webSocket(String path) {
        return URI.create("ws://127.0.0.1:" + port + path);
    }

    /** A client of that person on the items' socket, yet to connect. */
    public FakeClient.Handshake client(Person person) {
        return FakeClient.at(webSocket("/api/alarms-timers/ws")).as(person.token());
    }

    /** A new account, made without the detour over HTTP. */
    public Person newUser() {
        return newPerson(Set.of(Role.USER));
    }

    public Person newOperator() {
        return newPerson(Set.of(Role.USER, Role.OPERATOR));
    }

    private Person newPerson(Set<Role> roles) {
        String email = UUID.randomUUID() + "@example.com";
        Account account = bean(PasswordVerifier.class)
                .hash(PASSWORD)
                .flatMap(hash -> bean(AccountRepository.class).create(email, "Test", roles, hash))
                .block(Await.LIMIT);
        return new Person(account, tokenOf(account));
    }

    public String tokenOf(Account account) {
        return bean(AccessTokens.class).issue(account.id(), account.email(), account.roles());
    }

    @Override
    public void close() {
        context.close();
    }
}
