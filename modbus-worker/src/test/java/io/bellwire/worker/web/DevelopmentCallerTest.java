package io.bellwire.worker.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.bellwire.testsupport.Http;
import io.bellwire.worker.TestWorker;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

class DevelopmentCallerTest {

    private final TestWorker worker = TestWorker.development();

    @Test
    void in_development_a_call_without_a_token_from_loopback_is_an_operators() {
        worker.http().get("/devices/connected").assertStatus(200);
        worker.http().post("/broadcast_modbus_command").assertStatus(200);
    }

    @Test
    void in_production_it_is_nobodys() {
        TestWorker.shared().http().get("/devices/connected").assertProblem(401, "Not authenticated");
    }

    @Test
    void out_of_a_browsers_page_it_is_nobodys() {
        worker.http()
                .with("Origin", "https://app.example.com")
                .get("/devices/connected")
                .assertProblem(401, "Not authenticated");
    }

    @Test
    void through_a_proxy_it_is_nobodys() {
        worker.http()
                .with("X-Forwarded-For", "127.0.0.1")
                .get("/devices/connected")
                .assertProblem(401, "");
        worker.http()
                .with("Forwarded", "for=127.0.0.1")
                .get("/devices/connected")
                .assertProblem(401, "");
    }

    @Test
    void a_token_that_is_sent_always_decides() {
        worker.http().as("no.token").get("/devices/connected").assertProblem(401, "Invalid token");
        worker.as(worker.user()).post("/broadcast_modbus_command").assertProblem(403, "for operators");
    }

    @Test
    void from_another_address_it_is_nobodys() throws SocketException {
        Optional<String> address = addressOfThisHost();
        // a machine without a network has no other address to call from
        assumeThat(address).isPresent();
        Http.at(URI.create("http://" + address.get() + ":" + worker.port()))
                .get("/devices/connected")
                .assertProblem(401, "Not authenticated");
    }

    private static Optional<String> addressOfThisHost() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
    }

    @Test
    void other_networks_can_be_configured() throws Exception {
        MockEnvironment environment =
                new MockEnvironment().withProperty("bellwire.debug-networks", "172.16.0.0/12,::1");
        DebugSettings settings =
                Binder.get(environment).bind("bellwire", DebugSettings.class).get();
        assertThat(settings.includes(InetAddress.getByName("172.18.0.5"))).isTrue();
        assertThat(settings.includes(InetAddress.getByName("127.0.0.1"))).isTrue();
        assertThat(settings.includes(InetAddress.getByName("172.32.0.5"))).isFalse();
    }
}
