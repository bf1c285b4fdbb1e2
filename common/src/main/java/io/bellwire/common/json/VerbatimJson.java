package io.bellwire.common.json;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * A JSON object that is somebody else's to read. It is checked as it comes in, then passed on in the words of whoever
 * wrote it: {@code 1e2} stays {@code 1e2}, and a number has as many digits as it was given.
 *
 * <p>Its words are known where it was read by {@link #read} or came over HTTP in UTF-8, and any object around it began
 * with its type; else it is passed on as the same object in Jackson's words, but for its numbers.
 *
 * @param text a well-formed JSON object, nested at most {@value #MAX_NESTING} deep
 */
@JsonSerialize(using = VerbatimJson.Serializer.class)
@JsonDeserialize(using = VerbatimJson.Deserializer.class)
public record VerbatimJson(String text) {

    /** Without what it is wrapped in on its way. */
    static final int MAX_NESTING = 64;

    /**
     * @param reader of a type that has such objects in it, or is one
     * @throws JacksonException where {@code json} is not valid or of another type
     */
    public static <T> T read(ObjectReader reader, String json) {
        return reader.withAttribute(Source.class, new Text(json)).readValue(json);
    }

    /**
     * @param reader of a type that has such objects in it, or is one
     * @param json in UTF-8
     * @throws JacksonException where {@code json} is not valid or of another type
     */
    public static <T> T read(ObjectReader reader, byte[] json) {
        return reading(reader, DefaultDataBufferFactory.sharedInstance.wrap(json))
                .readValue(json);
    }

    /** The same reader for what {@code source} holds from its present position on. */
    static ObjectReader reading(ObjectReader reader, DataBuffer source) {
        return reader.withAttribute(Source.class, new Bytes(source, source.readPosition()));
    }

    @Override
    public String toString() {
        return "VerbatimJson[" + text.length() + " characters]";
    }

    /** What a parser takes its tokens from. */
    private sealed interface Source {

        /** Negative where the parser does not say. */
        long offset(TokenStreamLocation location);

        /** Both offsets included. */
        String between(long first, long last);
    }

    private record Text(String all) implements Source {
        @Override
        public long offset(TokenStreamLocation location) {
            return location.getCharOffset();
        }

        @Override
        public String between(long first, long last) {
            return all.substring((int) first, (int) last + 1);
        }
    }

    private record Bytes(DataBuffer all, int start) implements Source {
        @Override
        public long offset(TokenStreamLocation location) {
            return location.getByteOffset();
        }

        @Override
        public String between(long first, long last) {
            return all.toString(start + (int) first, (int) (last - first) + 1, StandardCharsets.UTF_8);
        }
    }

    static final class Serializer extends StdSerializer<VerbatimJson> {
        Serializer() {
            super(VerbatimJson.class);
        }

        @Override
        public void serialize(VerbatimJson value, JsonGenerator generator, SerializationContext context) {
            generator.writeRawValue(value.text());
        }
    }

    static final class Deserializer extends StdDeserializer<VerbatimJson> {
        Deserializer() {
            super(VerbatimJson.class);
        }

        @Override
        public VerbatimJson deserialize(JsonParser parser, DeserializationContext context) {
            if (!parser.hasToken(JsonToken.START_OBJECT)) {
                return (VerbatimJson) context.handleUnexpectedToken(VerbatimJson.class, parser);
            }
            Source source = (Source) context.getAttribute(Source.class);
            return new VerbatimJson(
                    source != null && isAt(parser, source) ? words(parser, source) : sameObject(parser, context));
        }

        /** One that repeats tokens which were put aside is at the same place with all of them. */
        private static boolean isAt(JsonParser parser, Source source) {
            long first = source.offset(parser.currentTokenLocation());
            return first >= 0 && first < source.offset(parser.currentLocation());
        }

        private static String words(JsonParser parser, Source source) {
            long first = source.offset(parser.currentTokenLocation());
            readObject(parser, read -> {});
            return source.between(first, source.offset(parser.currentTokenLocation()));
        }

        private static String sameObject(JsonParser parser, DeserializationContext context) {
            StringWriter text = new StringWriter();
            try (JsonGenerator generator =
                    context.tokenStreamFactory().createGenerator(ObjectWriteContext.empty(), text)) {
                generator.writeStartObject();
                readObject(parser, read -> copyToken(read, generator));
            }
            return text.toString();
        }

        private static void copyToken(JsonParser parser, JsonGenerator generator) {
            if (parser.currentToken().isNumeric()) {
                generator.writeNumber(parser.getString());
            } else {
                generator.copyCurrentEvent(parser);
            }
        }

        private static void readObject(JsonParser parser, Consumer<JsonParser> eachToken) {
            int depth = 1;
            while (depth > 0) {
                switch (parser.nextToken()) {
                    case START_OBJECT, START_ARRAY -> depth = checked(depth + 1);
                    case END_OBJECT, END_ARRAY -> depth--;
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                        parser.streamReadConstraints().validateFPLength(parser.getStringLength());
                    default -> {}
                }
                eachToken.accept(parser);
            }
        }

        private static int checked(int depth) {
            if (depth > MAX_NESTING) {
                throw new StreamConstraintsException("Nested more than " + MAX_NESTING + " deep");
            }
            return depth;
        }
    }
}
