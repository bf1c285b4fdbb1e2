package io.bellwire.worker.web;

import io.bellwire.common.net.Network;
import java.net.InetAddress;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may debug without a token where {@code APP_ENV} is development.
 *
 * @param debugNetworks in CIDR form, beside loopback; none by default
 */
@Validated
@ConfigurationProperties("bellwire")
record DebugSettings(@DefaultValue({}) List<Network> debugNetworks) {

    boolean includes(InetAddress address) {
        return address.isLoopbackAddress() || debugNetworks.stream().anyMatch(network -> network.contains(address));
    }
}
