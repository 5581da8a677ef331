package dev.ipcscope.agent.automation;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A method, or one half of a property.
 *
 * @param id its DISPID or MEMBERID
 * @param kind how it is called
 * @param slot its place in the virtual table, counted from 0; -1 when it is called by IDispatch alone
 * @param result what it returns itself, an HRESULT mostly
 */
public record ComMethod(
        String name, int id, Kind kind, int slot, List<ComParameter> parameters, TypeRef result, String help) {

    /** How it is called (INVOKEKIND); each has the flag that Invoke is given. */
    public enum Kind {
        METHOD(1, "method"),
        GET(2, "get"),
        PUT(4, "put"),
        PUT_REFERENCE(8, "put by reference");

        private final int flag;
        private final String word;

        Kind(int flag, String word) {
            this.flag = flag;
            this.word = word;
        }

        /** DISPATCH_METHOD and so on. */
        public int flag() {
            return flag;
        }

        /** For people. */
        public String word() {
            return word;
        }

        /** That of an INVOKEKIND. */
        public static Kind of(int flag) {
            for (Kind kind : values()) {
                if (kind.flag == flag) {
                    return kind;
                }
            }
            return METHOD;
        }
    }

    /** Copies the list. */
    public ComMethod {
        parameters = List.copyOf(parameters);
    }

    /** What IDispatch passes: all but the result and the language. */
    public List<ComParameter> arguments() {
        return parameters.stream()
                .filter(parameter -> !parameter.retval() && !parameter.locale())
                .toList();
    }

    /** The type of what languages show as the result; {@code void} for none. */
    public TypeRef resultType() {
        return parameters.stream()
                .filter(ComParameter::retval)
                .map(ComParameter::type)
                .findFirst()
                .orElse(result.base() == VarTypes.HRESULT ? TypeRef.of(VarTypes.VOID) : result);
    }

    /** {@code Deposit(double amount) : double}. */
    @Override
    public String toString() {
        TypeRef type = resultType();
        String text = arguments().stream()
                .map(argument -> (argument.out() ? argument.way() + " " : "") + argument.type() + " " + argument.name())
                .collect(Collectors.joining(", ", name + "(", ")"));
        return type.base() == VarTypes.VOID ? text : text + " : " + type;
    }

    /** Null for none. */
    static @Nullable ComMethod first(List<ComMethod> methods) {
        return methods.isEmpty() ? null : methods.get(0);
    }
}
