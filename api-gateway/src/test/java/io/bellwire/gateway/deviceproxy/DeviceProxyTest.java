package io.bellwire.gateway.deviceproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.FakeWorker;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.Http;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceProxyTest {

    private static final String PROXY = "/api/energetic_device_proxy";
    private static final String UNAVAILABLE = "Energetic device WebSocket server is unavailable";

    private static FakeWorker worker;
    private static RunningGateway gateway;
    private static Person anna;
    private static Http http;

    @BeforeAll
    static void start() {
        worker = new FakeWorker();
        gateway = RunningGateway.with(Map.of("bellwire.worker.url", worker.url()));
        anna = gateway.newUser();
        http = gateway.http(anna);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        worker.close();
    }

    @Test
    void send_message_hands_on_the_body_as_data_with_the_callers_token_and_address() {
        worker.answers("{\"detail\":\"Message sent\",\"session_token\":\"cerbo-1\",\"connection_id\":\"c-1\"}");
        String data = "{\"relay\":1.50, \"big\":1e400,\n\"id\":123456789012345678901234567890,\"o\":\"\\u00f6 ö\"}";
        Answer answer = http.post(PROXY + "/send_message?session_token=cerbo-1", data);
        answer.assertStatus(200);
        assertThat(answer.body())
                .isEqualTo("{\"detail\":\"Message sent\",\"session_token\":\"cerbo-1\",\"connection_id\":\"c-1\"}");
        assertThat(worker.lastAsked().path()).isEqualTo("/send_message");
        assertThat(worker.lastAsked().body()).isEqualTo("{\"session_token\":\"cerbo-1\",\"data\":" + data + "}");
        assertThat(worker.lastAsked().header("Authorization")).isEqualTo("Bearer " + anna.token());
        assertThat(worker.lastAsked().header("X-Forwarded-For")).isEqualTo("127.0.0.1");
    }

    @Test
    void a_broadcast_hands_on_its_query_as_it_came_and_answers_with_every_member() {
        worker.answers("""
                {"detail":"Modbus command broadcast complete","total_devices":3,"sent_successfully":2,"failed":1,\
                "hex_command":"09 03","partial":true,"crc_valid":false,"expected_crc":"c5 cd"}""");
        Answer answer =
                http.post(PROXY + "/broadcast_modbus_command?hex_data=09%2003+00&session_id=cerbo-1&strict=true");
        assertThat(worker.lastAsked().path())
                .isEqualTo("/broadcast_modbus_command?hex_data=09%2003+00&session_id=cerbo-1&strict=true");
        assertThat(answer.assertStatus(200).json().propertyNames())
                .containsExactly(
                        "detail",
                        "total_devices",
                        "sent_successfully",
                        "failed",
                        "hex_command",
                        "partial",
                        "crc_valid",
                        "expected_crc");
    }

    @Test
    void an_empty_parameter_stays_an_empty_parameter() {
        worker.refuses(400, "hex_data is empty");
        http.post(PROXY + "/broadcast_modbus_command?hex_data=").assertProblem(400, "hex_data is empty");
        assertThat(worker.lastAsked().path()).isEqualTo("/broadcast_modbus_command?hex_data=");
    }

    @Test
    void connected_devices_come_with_the_page_that_was_asked_for() {
        worker.answers("{\"connected_devices\":[\"a\",\"b\"],\"count\":2}");
        Answer answer = http.get(PROXY + "/devices/connected?limit=2&after=A");
        assertThat(answer.assertStatus(200).body()).isEqualTo("{\"connected_devices\":[\"a\",\"b\"],\"count\":2}");
        assertThat(worker.lastAsked().path()).isEqualTo("/devices/connected?limit=2&after=A");
    }

    @Test
    void a_devices_status_comes_through() {
        String status = "{\"connection_id\":\"c\",\"session_id\":\"cerbo:1@home\",\"connected\":true,"
                + "\"connected_at\":\"2024-01-15T10:30:00.000+00:00\",\"last_seen\":\"2024-01-15T10:31:00.000+00:00\","
                + "\"worker_id\":\"w\"}";
        worker.answers(status);
        assertThat(http.get(PROXY + "/devices/cerbo:1@home/status")
                        .assertStatus(200)
                        .body())
                .isEqualTo(status);
        assertThat(worker.lastAsked().path()).isEqualTo("/devices/cerbo:1@home/status");
    }

    @Test
    void a_device_is_deleted() {
        worker.answers(204, "application/json", "");
        assertThat(http.delete(PROXY + "/devices/cerbo-1").assertStatus(204).body())
                .isEmpty();
        assertThat(worker.lastAsked().method()).isEqualTo("DELETE");
    }

    @Test
    void health_is_open_and_the_workers() {
        worker.answers(
                "{\"status\":\"healthy\",\"service\":\"energetic_devices_websocket_server\",\"connected_devices\":7}");
        assertThat(gateway.http()
                        .get(PROXY + "/health")
                        .assertStatus(200)
                        .json()
                        .path("connected_devices")
                        .asInt())
                .isEqualTo(7);
        assertThat(worker.lastAsked().header("Authorization")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"400", "401", "403", "404", "409", "413", "429", "503", "504"})
    void the_workers_refusal_comes_through_with_its_detail(int status) {
        worker.refuses(status, "Because of this and that");
        http.get(PROXY + "/devices/cerbo-1/status").assertProblem(status, "Because of this and that");
        http.post(PROXY + "/send_message?session_token=cerbo-1", "{}")
                .assertProblem(status, "Because of this and that");
    }

    @Test
    void what_is_wrong_with_single_members_comes_through() {
        String errors = "[{\"field\":\"limit\",\"message\":\"must be 1 to 1000\"}]";
        worker.answers(
                400, "application/problem+json", "{\"detail\":\"limit must be 1 to 1000\",\"errors\":" + errors + "}");
        Answer answer = http.get(PROXY + "/devices/connected?limit=0");
        answer.assertProblem(400, "limit must be 1 to 1000");
        assertThat(answer.json().path("errors").toString()).isEqualTo(errors);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"detail\":\"No\"}", "{\"detail\":\"No\",\"errors\":[7,{},{\"field\":7,\"message\":\"m\"}]}"})
    void what_is_wrong_with_no_member_names_none(String problem) {
        worker.answers(400, "application/problem+json", problem);
        Answer answer = http.get(PROXY + "/devices/connected");
        answer.assertProblem(400, "No");
        assertThat(answer.json().has("errors")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "500, application/problem+json, {\"detail\":\"inner workings\"}",
        "404, text/html, <html>some other server</html>",
        "302, text/plain, elsewhere",
        "200, application/json, not json",
        "200, text/html, <html>some other server</html>",
        "200, application/json, []",
    })
    void what_no_worker_says_is_a_bad_gateway(int status, String contentType, String body) {
        worker.answers(status, contentType, body);
        http.get(PROXY + "/devices/connected").assertProblem(502, "no usable answer");
    }

    @Test
    void no_answer_in_time_is_a_504_that_says_whether_something_may_have_happened() {
        worker.keepsSilent();
        http.get(PROXY + "/devices/connected").assertProblem(504, "did not answer in time");
        int askedBefore = worker.asked().size();
        http.post(PROXY + "/send_message?session_token=a", "{}").assertProblem(504, "whether it acted is not known");
        assertThat(worker.asked()).hasSize(askedBefore + 1);
    }

    @Test
    void a_connection_that_breaks_is_tried_again_for_reading_alone() {
        worker.hangsUp();
        int before = worker.asked().size();
        http.post(PROXY + "/send_message?session_token=a", "{}").assertProblem(504, "not known");
        assertThat(worker.asked()).hasSize(before + 1);
        http.get(PROXY + "/devices/connected").assertProblem(503, UNAVAILABLE);
        assertThat(worker.asked()).hasSize(before + 3);
    }

    @Test
    void an_unreachable_worker_is_a_503() {
        try (RunningGateway alone = RunningGateway.with(Map.of("bellwire.worker.url", "http://127.0.0.1:1"))) {
            Answer answer = alone.http(anna).post(PROXY + "/send_message?session_token=a", "{}");
            answer.assertProblem(503, UNAVAILABLE);
            assertThat(answer.header("Retry-After")).isNotEmpty();
            alone.http().get(PROXY + "/health").assertProblem(503, UNAVAILABLE);
        }
    }

    @Test
    void a_command_that_finds_no_free_connection_is_a_503_and_not_sent() {
        worker.keepsSilent();
        int before = worker.asked().size();
        Map<String, Object> oneConnection = Map.of(
                "bellwire.worker.url",
                worker.url(),
                "bellwire.worker.max-connections",
                1,
                "bellwire.worker.deadline",
                "8s");
        try (RunningGateway narrow = RunningGateway.with(oneConnection)) {
            CompletableFuture<Answer> first =
                    narrow.http(anna).postAsync(PROXY + "/send_message?session_token=a", "{}");
            Await.until("it has the connection", () -> worker.asked().size() == before + 1);
            narrow.http(anna)
                    .post(PROXY + "/send_message?session_token=a", "{}")
                    .assertProblem(503, UNAVAILABLE);
            first.join().assertProblem(504, "not known");
            assertThat(worker.asked()).hasSize(before + 1);
        }
    }
}
