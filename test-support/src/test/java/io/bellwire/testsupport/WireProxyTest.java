package io.bellwire.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WireProxyTest {

    private static final byte[] TEN = "0123456789".getBytes();

    private ServerSocket server;
    private WireProxy wire;
    private Socket client;
    private Socket peer;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        wire = WireProxy.to("127.0.0.1", server.getLocalPort());
        client = new Socket(InetAddress.getLoopbackAddress(), wire.port());
        client.setSoTimeout(20_000);
        peer = server.accept();
        peer.setSoTimeout(20_000);
        Await.until("the connection passes", () -> wire.connections() == 1);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        peer.close();
        server.close();
        wire.close();
    }

    @Test
    void bytes_and_the_end_pass_both_ways() throws IOException {
        client.getOutputStream().write(TEN);
        assertThat(peer.getInputStream().readNBytes(10)).isEqualTo(TEN);
        peer.getOutputStream().write(TEN);
        assertThat(client.getInputStream().readNBytes(10)).isEqualTo(TEN);
        client.close();
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
        Await.until("the connection is gone", () -> wire.connections() == 0);
    }

    @Test
    void a_cut_wire_resets_what_is_open_and_what_is_opened() throws IOException {
        wire.cut();
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> {
                    try (Socket late = new Socket(InetAddress.getLoopbackAddress(), wire.port())) {
                        late.getInputStream().read();
                    }
                })
                .isInstanceOf(SocketException.class);
        wire.heal();
        try (Socket healed = new Socket(InetAddress.getLoopbackAddress(), wire.port());
                Socket other = server.accept()) {
            healed.getOutputStream().write(TEN);
            assertThat(other.getInputStream().readNBytes(10)).isEqualTo(TEN);
        }
    }

    @Test
    void on_a_held_wire_nothing_passes_until_it_is_healed() throws IOException {
        wire.hold();
        client.getOutputStream().write(TEN);
        peer.setSoTimeout(200);
        assertThatThrownBy(() -> peer.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        wire.heal();
        peer.setSoTimeout(20_000);
        assertThat(peer.getInputStream().readNBytes(10)).isEqualTo(TEN);
    }

    @Test
    void lost_answers_stay_lost_and_their_connection_is_reset_when_the_wire_heals() throws IOException {
        wire.dropAnswers();
        client.getOutputStream().write(TEN);
        assertThat(peer.getInputStream().readNBytes(10)).isEqualTo(TEN);
        peer.getOutputStream().write(TEN);
        client.setSoTimeout(200);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        wire.heal();
        client.setSoTimeout(20_000);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    @Test
    void a_slow_wire_takes_its_time() throws IOException {
        wire.delay(Duration.ofMillis(150));
        long start = System.nanoTime();
        client.getOutputStream().write(TEN);
        assertThat(peer.getInputStream().readNBytes(10)).isEqualTo(TEN);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }

    @Test
    void a_narrow_wire_lets_so_many_bytes_a_second_through() throws IOException {
        wire.throttle(1_000);
        long start = System.nanoTime();
        peer.getOutputStream().write(new byte[500]);
        assertThat(client.getInputStream().readNBytes(500)).hasSize(500);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(350));
    }

    @Test
    void sliced_bytes_arrive_one_at_a_time_and_complete() throws IOException {
        wire.slice(1);
        client.getOutputStream().write(TEN);
        assertThat(peer.getInputStream().readNBytes(10)).isEqualTo(TEN);
    }

    @Test
    void a_reset_comes_after_so_many_bytes() throws IOException {
        wire.resetAfter(4);
        peer.getOutputStream().write(TEN);
        assertThatThrownBy(() -> client.getInputStream().readNBytes(10)).isInstanceOf(SocketException.class);
    }

    @Test
    void a_wire_that_is_healed_has_no_reset_left_to_come() throws IOException {
        wire.resetAfter(4);
        wire.heal();
        peer.getOutputStream().write(TEN);
        assertThat(client.getInputStream().readNBytes(10)).isEqualTo(TEN);
    }
}
