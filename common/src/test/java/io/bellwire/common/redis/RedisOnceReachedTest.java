package io.bellwire.common.redis;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.RealServices;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

class RedisOnceReachedTest {

    @Test
    void redis_is_away_for_whoever_is_still_served_while_its_connections_close() {
        RealServices.Redis redis = RealServices.redis();
        LettuceConnectionFactory lettuce = new LettuceConnectionFactory(redis.host(), redis.port());
        lettuce.afterPropertiesSet();
        lettuce.start();
        RedisOnceReached connections = new RedisOnceReached(lettuce);
        connections.start();
        connections.getReactiveConnection().closeLater().block(Await.LIMIT);

        lettuce.stop();

        assertThatThrownBy(connections::getReactiveConnection).isInstanceOf(RedisConnectionFailureException.class);
        lettuce.destroy();
    }
}
