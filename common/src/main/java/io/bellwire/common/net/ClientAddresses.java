package io.bellwire.common.net;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Tells the address of the client behind a request. {@code X-Forwarded-For} counts only where the peer is a
 * configured proxy, and is then read from the right: the first address that is no such proxy is the client.
 */
@Component
public final class ClientAddresses {

    public static final String FORWARDED_FOR = "X-Forwarded-For";

    private final List<Network> trustedProxies;

    ClientAddresses(OriginSettings settings) {
        this.trustedProxies = settings.trustedProxies();
    }

    public InetAddress of(@Nullable InetSocketAddress peer, HttpHeaders headers) {
        InetAddress client = peer == null ? InetAddress.getLoopbackAddress() : peer.getAddress();
        List<String> hops = headers.getValuesAsList(FORWARDED_FOR);
        for (int i = hops.size() - 1; i >= 0 && Network.anyContains(trustedProxies, client); i--) {
            InetAddress hop = parse(hops.get(i));
            if (hop == null) {
                break;
            }
            client = hop;
        }
        return client;
    }

    /** Never asks a name server: only literals are read. */
    private static @Nullable InetAddress parse(String literal) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal.strip());
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
