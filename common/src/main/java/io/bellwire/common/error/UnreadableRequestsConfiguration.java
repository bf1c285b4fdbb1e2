package io.bellwire.common.error;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.NettyPipeline;

@Configuration(proxyBeanMethods = false)
class UnreadableRequestsConfiguration {

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> unreadableRequestsAreProblems(NettyProblems problems) {
        return factory -> factory.addServerCustomizers(
                server -> server.doOnChannelInit((observer, channel, address) -> channel.pipeline()
                        .addBefore(
                                NettyPipeline.HttpTrafficHandler,
                                "bellwire.unreadableRequests",
                                new UnreadableRequests(problems))));
    }
}
