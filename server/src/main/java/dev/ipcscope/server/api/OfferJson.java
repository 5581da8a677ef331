package dev.ipcscope.server.api;

import dev.ipcscope.agent.mechanism.Offer;
import dev.ipcscope.server.format.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an endpoint offers, as JSON. */
final class OfferJson {

    private OfferJson() {}

    static Map<String, @Nullable Object> of(Offer offer) {
        return Json.object(
                "name", offer.name(),
                "help", offer.help(),
                "groups", offer.groups().stream().map(OfferJson::of).toList());
    }

    private static Map<String, @Nullable Object> of(Offer.Group group) {
        return Json.object(
                "kind", group.kind(),
                "name", group.name(),
                "id", group.id(),
                "help", group.help(),
                "members", group.members().stream().map(OfferJson::of).toList());
    }

    private static Map<String, @Nullable Object> of(Offer.Member member) {
        return Json.object(
                "kind", member.kind(),
                "name", member.name(),
                "text", member.text(),
                "help", member.help(),
                "parameters", member.parameters().stream().map(OfferJson::of).toList());
    }

    private static Map<String, @Nullable Object> of(Offer.Parameter parameter) {
        return Json.object("name", parameter.name(), "type", parameter.type(), "way", parameter.way());
    }
}
