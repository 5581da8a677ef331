package dev.ipcscope.agent.mechanism.com;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as JSON. */
final class Json {

    /** A null that a map may hold. */
    static final Object NULL = NullNode.getInstance();

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true)
            .configure(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, true);

    private Json() {}

    /** An object's members in their order, null when the bytes are anything else, or cut. */
    @SuppressWarnings("unchecked") // Jackson makes them of strings and anything
    static @Nullable Map<String, @Nullable Object> members(byte[] json) {
        try {
            return MAPPER.readValue(json, LinkedHashMap.class);
        } catch (IOException e) {
            return null;
        }
    }

    /** On one line. */
    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            return "{}"; // values are strings, numbers, booleans, lists and maps
        }
    }
}
