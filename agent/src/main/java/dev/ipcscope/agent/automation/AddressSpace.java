package dev.ipcscope.agent.automation;

import java.nio.ByteBuffer;

/** Memory that can be read by address. */
public interface AddressSpace {

    /**
     * So many bytes from an address, little-endian, positioned at their beginning.
     *
     * @throws IllegalArgumentException when there is no such memory
     */
    ByteBuffer read(long address, int length);

    /** An address or a 64-bit number. */
    default long longAt(long address) {
        return read(address, Long.BYTES).getLong();
    }

    /** A 32-bit number. */
    default int intAt(long address) {
        return read(address, Integer.BYTES).getInt();
    }

    /** An unsigned 16-bit number. */
    default int shortAt(long address) {
        return read(address, Short.BYTES).getShort() & 0xffff;
    }
}
