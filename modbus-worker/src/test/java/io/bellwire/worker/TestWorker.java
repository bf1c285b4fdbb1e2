package io.bellwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.account.Account;
import io.bellwire.common.account.AccountRepository;
import io.bellwire.common.account.PasswordVerifier;
import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.token.AccessTokens;
import io.bellwire.common.token.Role;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.RawWebSocket;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.TestSocket;
import io.bellwire.worker.devices.DeviceHub;
import java.net.URI;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.r2dbc.core.DatabaseClient;

/** A whole worker on a port of its own, with the shared PostgreSQL and Redis. */
public final class TestWorker implements RunningWorker, AutoCloseable {

    public static final String PASSWORD = "a-password";
    private static final String SECRET = "a-secret-of-these-tests-and-of-nobody-else";

    private final ConfigurableApplicationContext context;
    private final int port;

    private TestWorker(ConfigurableApplicationContext context) {
        this.context = context;
        this.port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    /** The one that most tests share: as in production, behind a proxy on the same host. */
    public static TestWorker shared() {
        return Shared.WORKER;
    }

    private static final class Shared {
        static final TestWorker WORKER = start("bellwire.trusted-proxies=127.0.0.1");
    }

    /** The one for whatever takes time: seconds where others wait for a minute. */
    public static TestWorker impatient() {
        return Impatient.WORKER;
    }

    private static final class Impatient {
        static final TestWorker WORKER = start(
                "bellwire.devices.sign-in-timeout=5s",
                "bellwire.devices.max-per-account=3",
                "bellwire.devices.password-sweep=500ms",
                "bellwire.socket.heartbeat-interval=2s",
                "bellwire.sessions.lifetime=3s",
                "bellwire.sessions.renewal-interval=500ms",
                "bellwire.broadcast.allowed-functions=06,10",
                "spring.data.redis.database=1");
    }

    /** The one of the seeds' compose file: {@code APP_ENV=development}, and no secret of its own. */
    public static TestWorker development() {
        return Development.WORKER;
    }

    private static final class Development {
        static final TestWorker WORKER = start(
                "bellwire.environment=development",
                "bellwire.token.secret=bellwire-development-secret-not-for-production",
                "bellwire.allowed-origins=https://app.example.com",
                "server.address=0.0.0.0",
                "bellwire.worker.address=http://127.0.0.1:1",
                "spring.data.redis.database=4");
    }

    /**
     * One at a time: while one of them sets up the log, another would double its lines.
     *
     * @param properties {@code name=value}, beside those that every worker of these tests has
     */
    public static synchronized TestWorker start(String... properties) {
        return new TestWorker(WorkerApplication.create().run(arguments(properties)));
    }

    /** What puts a worker on another Redis and another database, and {@code more}. */
    public static String[] on(int redisPort, RealServices.Postgres postgres, String... more) {
        return Stream.concat(servers("127.0.0.1", redisPort, postgres), Stream.of(more))
                .toArray(String[]::new);
    }

    private static Stream<String> servers(String redisHost, int redisPort, RealServices.Postgres postgres) {
        return Stream.of(
                "spring.r2dbc.url=" + postgres.r2dbcUrl(),
                "spring.r2dbc.username=" + postgres.user(),
                "spring.r2dbc.password=" + postgres.password(),
                "spring.flyway.url=" + postgres.jdbcUrl(),
                "spring.flyway.user=" + postgres.user(),
                "spring.flyway.password=" + postgres.password(),
                "spring.data.redis.host=" + redisHost,
                "spring.data.redis.port=" + redisPort);
    }

    /** Those that every worker of these tests has, with {@code properties} in their place where they name the same. */
    static String[] arguments(String... properties) {
        RealServices.Redis redis = RealServices.redis();
        Map<String, String> all = new LinkedHashMap<>();
        Stream.of(
                        Stream.of("server.port=0", "server.address=127.0.0.1", "bellwire.token.secret=" + SECRET),
                        servers(redis.host(), redis.port(), RealServices.postgres()),
                        Stream.of(properties))
                .flatMap(each -> each)
                .map(property -> property.split("=", 2))
                .forEach(property -> all.put(property[0], property[1]));
        return all.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
    }

    /** Someone with devices, and a token. */
    public record Person(Account account, String token) {

        public String email() {
            return account.email();
        }

        public String id() {
            return account.id().value();
        }
    }

    public Person user() {
        return person(EnumSet.of(Role.USER));
    }

    public Person operator() {
        return person(EnumSet.of(Role.USER, Role.OPERATOR));
    }

    private Person person(Set<Role> roles) {
        Account account = bean(PasswordVerifier.class)
                .hash(PASSWORD)
                .flatMap(hash ->
                        bean(AccountRepository.class).create(UUID.randomUUID() + "@example.com", "", roles, hash))
                .block(Await.LIMIT);
        return new Person(account, bean(AccessTokens.class).issue(account.id(), account.email(), roles));
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public String property(String name) {
        return context.getEnvironment().getProperty(name);
    }

    @Override
    public int port() {
        return port;
    }

    public URI socket(String sessionId) {
        return URI.create(sockets() + "?session_id=" + sessionId);
    }

    /** The socket of a device behind a proxy, coming from {@code address}. */
    public TestSocket socketFrom(String address, String sessionId) {
        return TestSocket.to(socket(sessionId))
                .header("X-Forwarded-For", address)
                .connect();
    }

    public static String newId() {
        return "cerbo-" + UUID.randomUUID();
    }

    public ReactiveStringRedisTemplate redis() {
        return bean(ReactiveStringRedisTemplate.class);
    }

    /** A string in Redis, empty where there is none. */
    public Optional<String> redisGet(String key) {
        return redis().opsForValue().get(key).blockOptional();
    }

    public Map<String, String> redisHash(String key) {
        return redis().<String, String>opsForHash()
                .entries(key)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .block(Await.LIMIT);
    }

    /** Who has the session, as the directory says. */
    public Optional<String> connectionOf(String sessionId) {
        return redisGet("ws:session:" + sessionId);
    }

    /** A device's bare socket, signed in. */
    public RawWebSocket rawDevice(Person owner, String sessionId) {
        RawWebSocket raw = RawWebSocket.connect(socket(sessionId));
        raw.sendText("{\"email\": \"%s\", \"password\": \"%s\"}".formatted(owner.email(), PASSWORD));
        assertThat(raw.readFrame().text()).contains("authenticated");
        return raw;
    }

    /** The connection that this worker has of a device, whatever the directory says. */
    public String connectionHere(String sessionId) {
        return bean(DeviceHub.class)
                .find(new SessionId(sessionId))
                .orElseThrow()
                .entry()
                .connectionId();
    }

    /** Of the device's last connect, as the database says and the directory writes it. */
    public String generationOf(String sessionId) {
        return Long.toString(sqlNumber("SELECT generation FROM devices WHERE session_id = '" + sessionId + "'"));
    }

    public long sql(String update) {
        return bean(DatabaseClient.class).sql(update).fetch().rowsUpdated().block(Await.LIMIT);
    }

    public long sqlNumber(String query) {
        return bean(DatabaseClient.class).sql(query).mapValue(Long.class).one().block(Await.LIMIT);
    }

    @Override
    public void close() {
        context.close();
    }
}
