package io.bellwire.common.docs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.bellwire.common.error.Problem;
import io.bellwire.common.json.VerbatimJson;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.Map;
import java.util.TreeMap;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

/** Makes the documents say what goes over the wire: snake_case, free JSON, and the problems that any call may answer. */
@Configuration(proxyBeanMethods = false)
class ApiDocumentsConfiguration {

    private static final String PROBLEM = "Problem";

    /** What any call may answer with, beside what its own description names. */
    private static final Map<HttpStatus, String> PROBLEMS = new TreeMap<>(Map.of(
            HttpStatus.BAD_REQUEST, "Something in the request is not as expected",
            HttpStatus.UNAUTHORIZED, "No token, or not a valid one",
            HttpStatus.FORBIDDEN, "Not yours to do",
            HttpStatus.NOT_FOUND, "Not there, or not yours",
            HttpStatus.SERVICE_UNAVAILABLE,
                    "Something behind this service is away; `Retry-After` says when to try again"));

    static {
        SpringDocUtils.getConfig().replaceWithClass(JsonNode.class, Object.class);
        SpringDocUtils.getConfig().replaceWithClass(VerbatimJson.class, Object.class);
    }

    /** Springdoc reads records with Jackson 2, which knows nothing of our mapper. */
    @Bean
    ModelResolver snakeCase() {
        ObjectMapper mapper = Json.mapper().copy().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        return new ModelResolver(mapper);
    }

    @Bean
    GlobalOpenApiCustomizer problemsInDocuments() {
        return ApiDocumentsConfiguration::addProblems;
    }

    private static void addProblems(OpenAPI api) {
        ModelConverters.getInstance().readAll(Problem.class).forEach(api.getComponents()::addSchemas);
        api.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .forEach(ApiDocumentsConfiguration::addProblems);
    }

    private static void addProblems(Operation operation) {
        boolean open =
                operation.getSecurity() != null && operation.getSecurity().isEmpty();
        ApiResponses responses = operation.getResponses();
        PROBLEMS.forEach((status, description) -> {
            if (!open || status != HttpStatus.UNAUTHORIZED) {
                responses.computeIfAbsent(Integer.toString(status.value()), code -> problem(description));
            }
        });
    }

    private static ApiResponse problem(String description) {
        Schema<?> schema = new Schema<>().$ref("#/components/schemas/" + PROBLEM);
        return new ApiResponse()
                .description(description)
                .content(new Content().addMediaType("application/problem+json", new MediaType().schema(schema)));
    }
}
