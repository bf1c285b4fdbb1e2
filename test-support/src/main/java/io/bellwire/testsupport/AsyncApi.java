package io.bellwire.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code docs/asyncapi.yaml}, to be held against what really goes over the sockets. */
public final class AsyncApi {

    private static final Path FILE = Path.of("docs", "asyncapi.yaml");

    private final JsonNode root;

    private AsyncApi(JsonNode root) {
        this.root = root;
    }

    public static AsyncApi document() {
        try (Reader reader = Files.newBufferedReader(file())) {
            Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            return new AsyncApi(JsonMapper.shared().valueToTree(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tests run in the folder of their module. */
    private static Path file() {
        return Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve(FILE))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no " + FILE));
    }

    /** The messages of an operation, such as {@code sendItems}, by their names. */
    public Map<String, Message> messages(String operation) {
        Map<String, Message> messages = new LinkedHashMap<>();
        for (JsonNode reference : root.path("operations").path(operation).path("messages")) {
            String pointer = reference.path("$ref").stringValue();
            String name = pointer.substring(pointer.lastIndexOf('/') + 1);
            messages.put(name, new Message(name, resolved(resolved(reference))));
        }
        assertThat(messages).as("messages of %s", operation).isNotEmpty();
        return messages;
    }

    /** Fails unless what is sent are, by their {@code type}, the operation's messages and no others, each as documented. */
    public void describesAll(String operation, Collection<JsonNode> sent) {
        Map<String, Message> documented = messages(operation);
        assertThat(sent)
                .extracting(message -> message.path("type").asString(""))
                .containsExactlyInAnyOrderElementsOf(documented.keySet());
        for (JsonNode message : sent) {
            Objects.requireNonNull(documented.get(message.path("type").stringValue()))
                    .describes(message);
        }
        documented.values().forEach(Message::describesItsExamples);
    }

    /** Code and reason of every way in which a channel closes, such as {@code 1012 Service restart}. */
    public Stream<String> closes(String channel) {
        return root.path("channels")
                .path(channel)
                .path("x-close-codes")
                .valueStream()
                .map(close ->
                        (close.path("code").asInt() + " " + close.path("reason").stringValue()).strip());
    }

    private JsonNode resolved(JsonNode node) {
        String pointer = node.path("$ref").asString("");
        return pointer.isEmpty() ? node : root.requiredAt(pointer.substring(1));
    }

    /** A message as the document has it. */
    public final class Message {

        private final String name;
        private final JsonNode definition;

        private Message(String name, JsonNode definition) {
            this.name = name;
            this.definition = definition;
        }

        /** The first example's payload. */
        public JsonNode example() {
            return definition.required("examples").required(0).required("payload");
        }

        /** Fails unless {@code json} has exactly the members that are documented, each as it is documented. */
        public void describes(JsonNode json) {
            check(name, definition.required("payload"), json);
        }

        /** Fails unless every example is what its own message says. */
        public void describesItsExamples() {
            definition.required("examples").forEach(example -> describes(example.required("payload")));
        }

        private void check(String path, JsonNode reference, JsonNode json) {
            JsonNode schema = resolved(reference);
            if (schema.has("anyOf")) {
                JsonNode wanted = schema.path("anyOf").get(json.isNull() ? 1 : 0);
                check(path, wanted, json);
                return;
            }
            if (schema.has("const")) {
                assertThat(json).as(path).isEqualTo(schema.path("const"));
            }
            if (schema.has("enum")) {
                assertThat(schema.path("enum")).as(path).contains(json);
            }
            if (schema.has("type")) {
                assertThat(types(schema)).as("type of %s", path).contains(typeOf(json));
            }
            if (schema.has("pattern") && json.isString()) {
                assertThat(json.stringValue())
                        .as(path)
                        .containsPattern(Pattern.compile(schema.path("pattern").stringValue()));
            }
            checkMembers(path, schema, json);
            for (int i = 0; i < json.size() && json.isArray(); i++) {
                check(path + "[" + i + "]", schema.required("items"), json.get(i));
            }
        }

        private void checkMembers(String path, JsonNode schema, JsonNode json) {
            if (!json.isObject() || schema.path("additionalProperties").asBoolean(false)) {
                return;
            }
            JsonNode members = schema.required("properties");
            assertThat(json.propertyNames())
                    .as("members of %s", path)
                    .containsExactlyInAnyOrderElementsOf(members.propertyNames());
            assertThat(schema.required("required").valueStream().map(JsonNode::stringValue))
                    .as("required members of %s", path)
                    .containsExactlyInAnyOrderElementsOf(members.propertyNames());
            json.propertyStream()
                    .forEach(member ->
                            check(path + "." + member.getKey(), members.required(member.getKey()), member.getValue()));
        }

        private static Stream<String> types(JsonNode schema) {
            JsonNode type = schema.path("type");
            return type.isArray() ? type.valueStream().map(JsonNode::stringValue) : Stream.of(type.stringValue());
        }

        private static String typeOf(JsonNode json) {
            return switch (json.getNodeType()) {
                case OBJECT -> "object";
                case ARRAY -> "array";
                case STRING -> "string";
                case BOOLEAN -> "boolean";
                case NULL -> "null";
                case NUMBER -> json.isIntegralNumber() ? "integer" : "number";
                default -> throw new IllegalArgumentException("not JSON: " + json.getNodeType());
            };
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
