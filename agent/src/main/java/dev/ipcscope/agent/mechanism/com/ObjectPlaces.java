package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.AddressSpace;
import dev.ipcscope.agent.automation.VarTypes;
import dev.ipcscope.agent.automation.VariantReader;
import java.util.ArrayList;
import java.util.List;

/** Finds where objects stand within VARIANTs and safe arrays. Pure. */
final class ObjectPlaces {

    private static final int MAX_DEPTH = 8;
    private static final int MAX_ELEMENTS = 100_000;

    private final AddressSpace memory;
    private final List<Place> places = new ArrayList<>();

    /**
     * Where an object's address stands.
     *
     * @param dispatch whether it is an IDispatch, otherwise an IUnknown
     * @param shared whether whoever is called may put another object there (VT_BYREF)
     */
    record Place(long address, boolean dispatch, boolean shared) {}

    private ObjectPlaces(AddressSpace memory) {
        this.memory = memory;
    }

    /** Those of a VARIANT; none for address 0. */
    static List<Place> ofVariant(AddressSpace memory, long variant) {
        ObjectPlaces found = new ObjectPlaces(memory);
        found.variant(variant, false, 0);
        return found.places;
    }

    /** Those of a SAFEARRAY; none for address 0. */
    static List<Place> ofArray(AddressSpace memory, long array) {
        ObjectPlaces found = new ObjectPlaces(memory);
        found.array(array, false, 0);
        return found.places;
    }

    private void variant(long at, boolean shared, int depth) {
        if (at == 0 || depth > MAX_DEPTH) {
            return;
        }
        int type = memory.shortAt(at);
        boolean byReference = (type & VarTypes.BYREF) != 0;
        int base = type & ~(VarTypes.BYREF | VarTypes.ARRAY);
        if (base != VarTypes.DISPATCH && base != VarTypes.UNKNOWN && base != VarTypes.VARIANT) {
            return;
        }
        long value = byReference ? memory.longAt(at + 8) : at + 8;
        if (value == 0) {
            return;
        }
        if ((type & VarTypes.ARRAY) != 0) {
            array(memory.longAt(value), shared || byReference, depth + 1);
        } else if (base == VarTypes.VARIANT) {
            variant(value, shared || byReference, depth + 1);
        } else {
            add(value, base == VarTypes.DISPATCH, shared || byReference);
        }
    }

    private void array(long array, boolean shared, int depth) {
        if (array == 0) {
            return;
        }
        int features = memory.shortAt(array + 2);
        boolean variants = (features & 0x800) != 0;
        boolean dispatch = (features & 0x400) != 0;
        if (!variants && !dispatch && (features & 0x200) == 0) {
            return;
        }
        long count = 1;
        for (int i = 0; i < memory.shortAt(array); i++) {
            count *= Math.max(0, memory.intAt(array + 24 + 8L * i));
        }
        long data = memory.longAt(array + 16);
        for (long i = 0; i < Math.min(count, MAX_ELEMENTS); i++) {
            if (variants) {
                variant(data + i * VariantReader.SIZE, shared, depth + 1);
            } else {
                add(data + i * 8, dispatch, shared);
            }
        }
    }

    private void add(long address, boolean dispatch, boolean shared) {
        if (memory.longAt(address) != 0) {
            places.add(new Place(address, dispatch, shared));
        }
    }
}
