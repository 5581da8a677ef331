package dev.ipcscope.agent.automation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Pieces of a program's memory, as hex digits by address. */
public final class RecordedMemory implements AddressSpace {

    private final TreeMap<Long, byte[]> pieces = new TreeMap<>();

    /** Bytes at an address; spaces and line ends don't count. */
    public RecordedMemory with(long address, String hex) {
        pieces.put(address, HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
        return this;
    }

    /** A BSTR whose text is at this address: its length stands before. */
    public RecordedMemory withString(long address, String text) {
        byte[] chars = text.getBytes(StandardCharsets.UTF_16LE);
        ByteBuffer bytes = ByteBuffer.allocate(chars.length + 6).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(chars.length).put(chars);
        pieces.put(address - 4, bytes.array());
        return this;
    }

    @Override
    public ByteBuffer read(long address, int length) {
        Map.Entry<Long, byte[]> piece = pieces.floorEntry(address);
        if (piece == null || address - piece.getKey() + length > piece.getValue().length) {
            throw new IllegalArgumentException("nothing was recorded at " + Long.toHexString(address));
        }
        return ByteBuffer.wrap(piece.getValue(), (int) (address - piece.getKey()), length)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
    }
}
