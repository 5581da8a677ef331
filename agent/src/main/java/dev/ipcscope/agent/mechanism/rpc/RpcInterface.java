package dev.ipcscope.agent.mechanism.rpc;

import java.util.List;

/**
 * An interface by name.
 *
 * @param uuid lower case, with hyphens
 * @param major the first part of its version
 * @param minor the second part
 * @param name as its document or IDL file says
 * @param object whether it derives from IUnknown, so that its calls begin with ORPC headers
 * @param operations in the order of their numbers; {@code -} where there is none on the wire
 */
record RpcInterface(String uuid, int major, int minor, String name, boolean object, List<String> operations) {

    /** IUnknown's methods, which have numbers and never reach the wire. */
    static final List<String> UNKNOWN = List.of("QueryInterface", "AddRef", "Release");

    static final String NO_OPERATION = "-";

    /** Copies the list. */
    RpcInterface {
        operations = List.copyOf(operations);
    }

    /** The operation of this number, or empty when it isn't known. */
    String operation(int number) {
        String found = number < operations.size() ? operations.get(number) : NO_OPERATION;
        return found.equals(NO_OPERATION) ? "" : found;
    }
}
