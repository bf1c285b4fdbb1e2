package io.bellwire.worker.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.deviceapi.MessageSent;
import io.bellwire.common.error.Unavailable;
import io.bellwire.common.token.AccessTokens;
import io.bellwire.common.token.Caller;
import io.bellwire.testsupport.Await;
import io.bellwire.worker.TestWorker;
import io.bellwire.worker.TestWorker.Person;
import io.bellwire.worker.sessions.OwnerForwarding.Call;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;

/** Many calls at once to an instance that answers none of them. */
class OwnerForwardingTest {

    private final AtomicInteger received = new AtomicInteger();
    private final DisposableServer silent = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle((request, response) -> {
                received.incrementAndGet();
                return Mono.never();
            })
            .bindNow();
    private final Worker worker = new Worker("silent", URI.create("http://127.0.0.1:" + silent.port()));
    private final Caller caller = caller();

    @AfterEach
    void stop() {
        silent.disposeNow();
    }

    private static Caller caller() {
        Person person = TestWorker.shared().user();
        return new Caller(TestWorker.shared().bean(AccessTokens.class).verify(person.token()), person.token());
    }

    private List<CompletableFuture<Throwable>> commands(OwnerForwarding forwarding, int count) {
        Call call = new Call(HttpMethod.POST, "/send_message", Map.of(), Map.of());
        return IntStream.range(0, count)
                .mapToObj(i -> forwarding
                        .forward(worker, call, "a connection", caller, MessageSent.class)
                        .toFuture()
                        .handle((answer, error) ->
                                error instanceof CompletionException wrapped ? wrapped.getCause() : error))
                .toList();
    }

    @Test
    void many_commands_at_once_are_all_sent() {
        OwnerForwarding forwarding = new OwnerForwarding(WebClient.builder());

        List<CompletableFuture<Throwable>> commands = commands(forwarding, 64);

        Await.until("all are there", () -> received.get() == 64);
        assertThat(commands).allSatisfy(command -> assertThat(command.join()).isInstanceOf(OutcomeUnknown.class));
        forwarding.destroy();
    }

    @Test
    void a_command_for_which_no_connection_was_free_was_not_sent_and_only_that_is_said_of_it() {
        OwnerForwarding forwarding = new OwnerForwarding(
                WebClient.builder(),
                ConnectionProvider.builder("few")
                        .maxConnections(2)
                        .pendingAcquireMaxCount(3)
                        .pendingAcquireTimeout(Duration.ofMillis(100))
                        .build());

        List<Throwable> errors =
                commands(forwarding, 10).stream().map(CompletableFuture::join).toList();

        assertThat(errors).hasOnlyElementsOfTypes(Unavailable.class, OutcomeUnknown.class);
        assertThat(errors).hasAtLeastOneElementOfType(Unavailable.class);
        Await.that(() -> assertThat(errors.stream().filter(OutcomeUnknown.class::isInstance))
                .hasSize(received.get()));
        forwarding.destroy();
    }
}
