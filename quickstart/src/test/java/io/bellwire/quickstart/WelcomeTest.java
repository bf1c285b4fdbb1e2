package io.bellwire.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WelcomeTest {

    private static final DataFolder FOLDER = new DataFolder(Path.of("/home/anna/data"));

    @Test
    void says_where_everything_is() {
        assertThat(text(8000, List.of("cerbo-1", "cerbo-2")))
                .contains("http://localhost:8000   API http://localhost:8000/swagger-ui.html")
                .contains("http://localhost:8003   API http://localhost:8003/swagger-ui.html")
                .contains("postgresql://postgres@localhost:15432/bellwire", "redis://localhost:16379")
                .contains("/home/anna/data/logs/bellwire.log")
                .contains("demo@example.com   demo-password   devices: cerbo-1, cerbo-2\n")
                .contains("operator@example.com   operator-demo\n");
    }

    @Test
    void names_the_gateway_to_the_watch_where_it_is_not_where_watch_looks() {
        assertThat(text(8000, List.of("cerbo-1"))).doesNotContain("--url");
        assertThat(text(8001, List.of("cerbo-1"))).contains(" watch --url http://localhost:8001 --device cerbo-1");
    }

    @Test
    void does_not_list_devices_by_the_hundred() {
        assertThat(text(8000, List.of("cerbo-1", "cerbo-2", "cerbo-3", "cerbo-4")))
                .contains("devices: cerbo-1 to cerbo-4\n");
        assertThat(text(8000, List.of())).contains("devices: none\n");
    }

    private static String text(int gatewayPort, List<String> sessionIds) {
        return new Welcome(new Addresses(gatewayPort, 8003, 15432, 16379), FOLDER, sessionIds).text();
    }
}
