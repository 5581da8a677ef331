package dev.ipcscope.agent.win32;

import com.sun.jna.Pointer;
import com.sun.jna.WString;
import dev.ipcscope.agent.win32.DdeFunctions.Blocks;
import java.io.IOException;

/**
 * The global memory blocks and atoms by which DDE hands data and names over. Any thread.
 *
 * <p>A block that comes with a message of another process is a copy in this one. Who frees it is said by the protocol
 * (Microsoft, WM_DDE_DATA, WM_DDE_POKE, WM_DDE_ADVISE, WM_DDE_EXECUTE); {@link #copiesAtPost()} tells where the system
 * differs.
 */
public final class DdeMemory {

    private static final int NAME = 256;
    private static final int MOST = 256 << 20;
    private static final int STRING_ATOMS = 0xc000;

    private DdeMemory() {}

    /**
     * The bytes of a block; the block stays.
     *
     * @throws IOException when it isn't one, or is larger than 256 MiB
     */
    public static byte[] read(long block) throws IOException {
        long size = Blocks.GlobalSize(block);
        if (size > MOST) {
            throw new IOException("a DDE block of " + size + " bytes is more than the " + MOST + " that are taken");
        }
        long address = Blocks.GlobalLock(block);
        if (address == 0) {
            throw Win32Exception.last("reading a DDE block");
        }
        try {
            return new Pointer(address).getByteArray(0, (int) size);
        } finally {
            Blocks.GlobalUnlock(block);
        }
    }

    /** A new block with these bytes; whoever gets it frees it. */
    public static long make(byte[] bytes) throws IOException {
        long block = Blocks.GlobalAlloc(Blocks.GMEM_MOVEABLE_DDESHARE, bytes.length);
        if (block == 0) {
            throw Win32Exception.last("making a DDE block of " + bytes.length + " bytes");
        }
        long address = Blocks.GlobalLock(block);
        if (address != 0) {
            new Pointer(address).write(0, bytes, 0, bytes.length);
            Blocks.GlobalUnlock(block);
        } // a block of no bytes can't be locked
        return block;
    }

    /** Frees a block; 0 is none. */
    public static void free(long block) {
        if (block != 0) {
            Blocks.GlobalFree(block);
        }
    }

    /**
     * Whether a posted block was copied at once and stays with its sender, so that the sender frees it in any case. So it is
     * in Wine; Windows follows the conversation and frees for the sender what the protocol gives away.
     */
    public static boolean copiesAtPost() {
        return Wine.runsHere();
    }

    /** The name of a global atom; empty for 0 and for one that isn't there. */
    public static String name(int atom) {
        if (atom == 0) {
            return "";
        }
        char[] name = new char[NAME];
        return new String(name, 0, Blocks.GlobalGetAtomNameW((short) atom, name, NAME));
    }

    /** Adds a use of a global atom and returns it; 0 for the empty name. */
    public static int atom(String name) throws IOException {
        if (name.isEmpty()) {
            return 0;
        }
        int atom = Blocks.GlobalAddAtomW(new WString(name)) & 0xffff;
        if (atom == 0) {
            throw Win32Exception.last("making an atom of '" + name + "'");
        }
        return atom;
    }

    /** Takes a use of a global atom away. */
    public static void release(int atom) {
        if (atom >= STRING_ATOMS) {
            Blocks.GlobalDeleteAtom((short) atom);
        }
    }
}
