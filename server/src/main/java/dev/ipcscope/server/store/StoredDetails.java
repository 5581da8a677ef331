package dev.ipcscope.server.store;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.ipcscope.agent.model.Details;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Details as they lie in the store. */
final class StoredDetails {
    private static final CBORMapper CBOR = new CBORMapper();

    private StoredDetails() {}

    /** What can't be read becomes an attribute that says so: a reader never fails on a stored row. */
    static Details read(byte @Nullable [] bytes) {
        if (bytes == null) {
            return Details.NONE;
        }
        try {
            return from(CBOR.readValue(bytes, new TypeReference<Map<String, Object>>() {}));
        } catch (IOException | RuntimeException e) {
            return Details.of(Map.of("unreadable", String.valueOf(e.getMessage())));
        }
    }

    static byte[] write(Details details) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (details.error() != null) {
            map.put("error", List.of(details.error().code(), details.error().text()));
        }
        if (details.gap() != null) {
            List<@Nullable Object> gap = new ArrayList<>();
            gap.add(details.gap().count());
            gap.add(details.gap().reason());
            map.put("gap", gap);
        }
        if (!details.ranges().isEmpty()) {
            map.put(
                    "ranges",
                    details.ranges().stream()
                            .map(r -> List.of(r.offset(), r.length()))
                            .toList());
        }
        if (!details.attributes().isEmpty()) {
            map.put("attributes", details.attributes());
        }
        try {
            return CBOR.writeValueAsBytes(map);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Details from(Map<String, Object> map) {
        List<Object> error = (List<Object>) map.get("error");
        List<Object> gap = (List<Object>) map.get("gap");
        List<List<Number>> ranges = (List<List<Number>>) map.getOrDefault("ranges", List.of());
        return new Details(
                error == null ? null : new Details.Failure(((Number) error.get(0)).intValue(), (String) error.get(1)),
                gap == null ? null : gap(gap),
                ranges.stream()
                        .map(r ->
                                new Details.Range(r.get(0).longValue(), r.get(1).longValue()))
                        .toList(),
                (Map<String, Object>) map.getOrDefault("attributes", Map.of()));
    }

    private static Details.Gap gap(List<Object> gap) {
        Number count = (Number) gap.get(0);
        return new Details.Gap(count == null ? null : count.longValue(), (String) gap.get(1));
    }
}
