package dev.ipcscope.agent.mechanism;

import java.util.List;

/**
 * What an endpoint offers to its clients, for reading: a COM server's type library.
 *
 * @param name of the description, with its version
 * @param help what it says about itself, or empty
 * @param groups in its own order
 */
public record Offer(String name, String help, List<Group> groups) {

    /** Copies the list. */
    public Offer {
        groups = List.copyOf(groups);
    }

    /**
     * A class, an interface, an enumeration.
     *
     * @param kind what it is, in words
     * @param id its number, {@code {…}}; may be empty
     * @param help what it says about itself, or empty
     */
    public record Group(String kind, String name, String id, String help, List<Member> members) {
        /** Copies the list. */
        public Group {
            members = List.copyOf(members);
        }
    }

    /**
     * A method, a property, a value.
     *
     * @param kind what it is, in words
     * @param text whole: {@code Deposit(double amount) : double}
     * @param help what it says about itself, or empty
     * @param parameters of a method, in its order
     */
    public record Member(String kind, String name, String text, String help, List<Parameter> parameters) {
        /** Copies the list. */
        public Member {
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * A parameter of a method.
     *
     * @param way {@code in}, {@code out}, …
     */
    public record Parameter(String name, String type, String way) {}
}
