package dev.ipcscope.agent.automation;

import org.jspecify.annotations.Nullable;

/**
 * A parameter of a method.
 *
 * @param flags PARAMFLAG_… (oaidl.h)
 * @param defaultValue what stands for it when it is left out, or null
 */
public record ComParameter(
        String name, TypeRef type, int flags, @Nullable Object defaultValue) {

    private static final int IN = 1;
    private static final int OUT = 2;
    private static final int LCID = 4;
    private static final int RETVAL = 8;
    private static final int OPTIONAL = 0x10;

    /** Whether the client gives it; one without any flag is given. */
    public boolean in() {
        return (flags & IN) != 0 || (flags & (OUT | RETVAL)) == 0;
    }

    /** Whether the server fills it. */
    public boolean out() {
        return (flags & OUT) != 0 || retval();
    }

    /** Whether it is what languages show as the result. */
    public boolean retval() {
        return (flags & RETVAL) != 0;
    }

    /** Whether it is the client's language, which IDispatch passes beside the arguments. */
    public boolean locale() {
        return (flags & LCID) != 0;
    }

    /** Whether it may be left out. */
    public boolean optional() {
        return (flags & OPTIONAL) != 0 || defaultValue != null;
    }

    /** {@code in}, {@code out}, {@code in,out} or {@code out,retval}. */
    public String way() {
        return retval() ? "out,retval" : in() ? out() ? "in,out" : "in" : "out";
    }
}
