package io.bellwire.common.json;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.util.MimeType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON bodies as Spring does, and lets {@link VerbatimJson} see the body itself. */
final class VerbatimDecoder extends JacksonJsonDecoder {

    private static final String BODY = VerbatimDecoder.class.getName() + ".body";

    VerbatimDecoder(JsonMapper mapper) {
        super(mapper);
    }

    @Override
    public Object decode(
            DataBuffer body, ResolvableType type, @Nullable MimeType mimeType, @Nullable Map<String, Object> hints) {
        Map<String, Object> withBody = hints == null ? new HashMap<>() : new HashMap<>(hints);
        withBody.put(BODY, body);
        return super.decode(body, type, mimeType, withBody);
    }

    @Override
    protected ObjectReader customizeReader(
            ObjectReader reader, ResolvableType type, @Nullable Map<String, Object> hints) {
        return hints != null && hints.get(BODY) instanceof DataBuffer body
                ? VerbatimJson.reading(reader, body)
                : reader;
    }
}
