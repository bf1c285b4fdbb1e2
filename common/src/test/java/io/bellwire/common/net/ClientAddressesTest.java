package io.bellwire.common.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;

class ClientAddressesTest {

    private final ClientAddresses addresses = new ClientAddresses(new OriginSettings(
            Stream.of("10.0.0.0/8", "192.168.1.7", "fd00::/8")
                    .map(Network::valueOf)
                    .toList(),
            List.of()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "203.0.113.9 | - | 203.0.113.9",
                "203.0.113.9 | 198.51.100.1 | 203.0.113.9",
                "10.1.2.3 | 198.51.100.1 | 198.51.100.1",
                "192.168.1.7 | 198.51.100.1 | 198.51.100.1",
                "192.168.1.8 | 198.51.100.1 | 192.168.1.8",
                "10.1.2.3 | 1.1.1.1, 198.51.100.1 | 198.51.100.1",
                "10.1.2.3 | 198.51.100.1, 10.9.9.9 | 198.51.100.1",
                "10.1.2.3 | 10.8.8.8, 10.9.9.9 | 10.8.8.8",
                "10.1.2.3 | not-an-address | 10.1.2.3",
                "10.1.2.3 | 198.51.100.1, example.com, 10.9.9.9 | 10.9.9.9",
                "fd00:0:0:0:0:0:0:1 | 2001:db8:0:0:0:0:0:5 | 2001:db8:0:0:0:0:0:5",
            })
    void the_client_is_the_first_address_from_the_right_that_is_no_proxy_of_ours(
            String peer, String forwarded, String client) {
        HttpHeaders headers = new HttpHeaders();
        if (forwarded != null) {
            headers.set(ClientAddresses.FORWARDED_FOR, forwarded);
        }
        assertThat(addresses.of(new InetSocketAddress(peer, 1234), headers).getHostAddress())
                .isEqualTo(client);
    }
}
