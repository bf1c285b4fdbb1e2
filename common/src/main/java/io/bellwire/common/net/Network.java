package io.bellwire.common.net;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;

/** An IPv4 or IPv6 network in CIDR form, such as {@code 10.0.0.0/8}; a bare address is a network of one. */
public final class Network {

    private final String cidr;
    private final IpSubnetFilterRule rule;

    private Network(String cidr) {
        this.cidr = cidr;
        this.rule = new IpSubnetFilterRule(withPrefix(cidr), IpFilterRuleType.ACCEPT);
    }

    /** @throws IllegalArgumentException where {@code cidr} is not a network in CIDR form */
    public static Network valueOf(String cidr) {
        return new Network(cidr.strip());
    }

    private static String withPrefix(String cidr) {
        if (cidr.indexOf('/') >= 0) {
            return cidr;
        }
        return cidr + (cidr.indexOf(':') >= 0 ? "/128" : "/32");
    }

    public boolean contains(InetAddress address) {
        return rule.matches(new InetSocketAddress(address, 0));
    }

    static boolean anyContains(Collection<Network> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    @Override
    public String toString() {
        return cidr;
    }
}
