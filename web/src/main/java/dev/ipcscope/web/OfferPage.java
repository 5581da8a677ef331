package dev.ipcscope.web;

import java.util.List;

/**
 * What an endpoint offers.
 *
 * @param endpoint its name
 * @param agent on whose machine
 * @param title of the description
 * @param help what it says about itself, or empty
 * @param wrong why there is nothing to show, or empty
 */
public record OfferPage(String endpoint, String agent, String title, String help, String wrong, List<Part> parts) {

    /** A class, an interface, an enumeration. */
    public record Part(String kind, String name, String id, String help, List<Line> lines) {}

    /** A method, a property, a value. */
    public record Line(String kind, String text, String help) {}
}
