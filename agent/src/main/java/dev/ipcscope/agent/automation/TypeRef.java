package dev.ipcscope.agent.automation;

import org.jspecify.annotations.Nullable;

/**
 * A parameter's type, aliases resolved.
 *
 * @param base its number ({@link VarTypes}); enumerations are {@link VarTypes#I4}, interfaces {@link VarTypes#UNKNOWN}
 *     or {@link VarTypes#DISPATCH} with one {@code pointers} less than in IDL, since an object is always a pointer
 * @param pointers how many times it is the address of one
 * @param name the name of a user's type, or null
 * @param iid of an interface, or null
 * @param element of a safe array, or null
 */
public record TypeRef(
        int base,
        int pointers,
        @Nullable String name,
        @Nullable Guid iid,
        @Nullable TypeRef element) {

    /** A plain type. */
    public static TypeRef of(int base) {
        return new TypeRef(base, 0, null, null, null);
    }

    /** The address of such a one. */
    public TypeRef pointer() {
        return new TypeRef(base, pointers + 1, name, iid, element);
    }

    /** The same with another number of pointers. */
    public TypeRef withPointers(int count) {
        return new TypeRef(base, count, name, iid, element);
    }

    /** Whether it is an object. */
    public boolean isObject() {
        return base == VarTypes.DISPATCH || base == VarTypes.UNKNOWN;
    }

    /** As a person reads it: {@code IAccount}, {@code string}, {@code string()}; pointers aren't shown. */
    @Override
    public String toString() {
        if (name != null) {
            return name;
        }
        return element != null ? element + "()" : VarTypes.name(base);
    }
}
