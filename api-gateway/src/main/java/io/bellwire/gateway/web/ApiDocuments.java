package io.bellwire.gateway.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ApiDocuments {

    private static final String BEARER = "bearer";

    @Bean
    OpenAPI gatewayApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Bellwire api-gateway")
                        .version("1")
                        .description("Sign-in, alarms and timers, and devices through the gateway. Live changes come"
                                + " over WebSockets: `/api/alarms-timers/ws` for alarms and timers, `/ws/events` for"
                                + " devices. Every error is an RFC 9457 problem whose `detail` is one plain"
                                + " sentence."))
                .components(new Components()
                        .addSecuritySchemes(
                                BEARER,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("JWT")
                                        .description("The `access_token` of `/api/v1/auth/login`")))
                .addSecurityItem(new SecurityRequirement().addList(BEARER));
    }
}
