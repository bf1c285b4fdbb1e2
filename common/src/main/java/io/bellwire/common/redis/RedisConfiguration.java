package io.bellwire.common.redis;

import io.bellwire.common.health.Reachability;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class RedisConfiguration {

    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(4);
    private static final Duration FIRST_RECONNECT = Duration.ofMillis(50);
    private static final Duration LAST_RECONNECT = Duration.ofSeconds(1);
    private static final int MAX_WAITING_COMMANDS = 16 * 1024;

    /**
     * Lettuce would queue commands without bound while Redis is away, and wait for ever on a half-open connection
     * (lettuce 2082, 3675): here they are refused at once, bounded and timed, and the kernel gives up on a peer that
     * acknowledges nothing.
     */
    @Bean
    LettuceClientOptionsBuilderCustomizer boundedRedisClient() {
        return options -> options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MAX_WAITING_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(COMMAND_TIMEOUT))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .keepAlive(KeepAliveOptions.builder()
                                .enable()
                                .idle(KEEP_ALIVE)
                                .interval(KEEP_ALIVE)
                                .count(3)
                                .build())
                        .tcpUserTimeout(TcpUserTimeoutOptions.builder()
                                .enable()
                                .tcpUserTimeout(KEEP_ALIVE.multipliedBy(2))
                                .build())
                        .build());
    }

    /**
     * Lettuce doubles its pause between attempts up to 30 s: after an outage everyone would be deaf for that long. Spread,
     * so that all instances do not come at the same moment.
     */
    @Bean
    ClientResourcesBuilderCustomizer quickReconnect() {
        return resources -> resources
                .reconnectDelay(Delay.equalJitter(
                        FIRST_RECONNECT, LAST_RECONNECT, FIRST_RECONNECT.toMillis(), TimeUnit.MILLISECONDS))
                .nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        channel.pipeline().addFirst(new SilenceDetector(SILENCE));
                    }
                });
    }

    @Bean
    ReactiveHealthIndicator redisHealthIndicator(ReactiveStringRedisTemplate redis) {
        return Reachability.of(
                "Redis",
                Mono.defer(() -> redis.execute(ReactiveRedisConnection::ping).then()),
                COMMAND_TIMEOUT);
    }

    @Bean
    @Primary
    ReactiveRedisConnectionFactory redisOnceReached(LettuceConnectionFactory lettuce) {
        return new RedisOnceReached(lettuce);
    }
}
