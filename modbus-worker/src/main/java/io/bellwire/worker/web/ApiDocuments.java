package io.bellwire.worker.web;

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
    OpenAPI workerApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Bellwire modbus-worker")
                        .version("1")
                        .description("Devices and commands to them. Devices themselves speak WebSocket at"
                                + " `/ws/devices?session_id=…`. Every error is an RFC 9457 problem whose `detail` is"
                                + " one plain sentence."))
                .components(new Components()
                        .addSecuritySchemes(
                                BEARER,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("JWT")))
                .addSecurityItem(new SecurityRequirement().addList(BEARER));
    }
}
