package io.bellwire.common.net;

import io.bellwire.common.error.NettyProblems;
import io.netty.channel.ChannelPipeline;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.NettyPipeline;

@Configuration(proxyBeanMethods = false)
class HttpPipelineConfiguration {

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> callersAreNotWaitedForWithoutEnd(
            NettyProblems problems, HttpSettings settings) {
        ByteBudget answers = new ByteBudget(settings.maxUnreadAnswers().toBytes());
        return factory ->
                factory.addServerCustomizers(server -> server.doOnChannelInit((observer, channel, address) -> {
                    KernelBuffer.keepSmall(channel);
                    ChannelPipeline pipeline = channel.pipeline();
                    pipeline.addAfter(
                            NettyPipeline.HttpCodec,
                            "bellwire.unfinishedRequests",
                            new UnfinishedRequests(problems, settings.requestTimeout()));
                    pipeline.addAfter(
                            NettyPipeline.HttpCodec,
                            "bellwire.unreadAnswers",
                            new UnreadAnswers(problems, answers, settings.stallTimeout()));
                }));
    }
}
