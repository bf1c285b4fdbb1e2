package io.bellwire.gateway.deviceproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class WorkerSettingsTest {

    @Test
    void a_host_name_with_an_underscore_is_refused_at_the_start() {
        assertThatThrownBy(() -> settingsFor("http://modbus_worker:8003"))
                .hasRootCauseMessage(
                        "bellwire.worker.url is no http:// address with a valid host name: http://modbus_worker:8003");
    }

    @Test
    void a_host_name_without_one_is_taken() {
        assertThat(settingsFor("http://modbus-worker:8003").url()).hasHost("modbus-worker");
    }

    private static WorkerSettings settingsFor(String url) {
        return new Binder(new MapConfigurationPropertySource(Map.of("bellwire.worker.url", url)))
                .bind("bellwire.worker", WorkerSettings.class)
                .get();
    }
}
