package dev.ipcscope.agent.mechanism.rpc;

import static java.nio.charset.StandardCharsets.UTF_16LE;

import dev.ipcscope.agent.decode.Node;
import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.decode.Tree;
import dev.ipcscope.agent.decode.Tree.Malformed;
import dev.ipcscope.agent.mechanism.rpc.Smb2State.Request;
import dev.ipcscope.agent.model.Direction;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads one message of SMB with all that is compounded in it: [MS-SMB2] 2.2.1 and the commands' own sections. */
final class Smb2Reader {

    private static final int HEADER = 64;
    private static final int TREE_CONNECT = 3;
    private static final int CREATE = 5;
    private static final int CLOSE = 6;
    private static final int READ = 8;
    private static final int WRITE = 9;
    private static final int IOCTL = 11;
    private static final int PIPE_TRANSCEIVE = 0x0011c017; // [MS-FSCC] 2.3
    private static final String SAME_FILE = "ffffffffffffffffffffffffffffffff";
    private final byte[] bytes;
    private final Direction direction;
    private final Smb2State state;
    private final Said said;
    private final int by;
    private final int size;
    private Tree tree;
    private int start; // of the header that is read
    private String lastFile = "";
    private @Nullable Piece rpc;

    /** RPC that was found in a message. */
    private record Piece(String file, int offset, int length) {}

    Smb2Reader(byte[] bytes, Direction direction, Smb2State state, Said said, int by, int size) {
        this.bytes = bytes;
        this.direction = direction;
        this.state = state;
        this.said = said;
        this.by = by;
        this.size = size;
        this.tree = new Tree(bytes, ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads it; {@code whole} is false when its end isn't there. */
    void read(boolean whole) {
        if (bytes.length < 8 || bytes[0] != 0) {
            say("NetBIOS session service");
            return;
        }
        switch (bytes[4] & 0xff) {
            case 0xfe -> compound(whole);
            case 0xfd -> say("SMB3, encrypted: only client and server can read it");
            case 0xfc -> say("SMB3, compressed: not read");
            default -> say("SMB1" + (bytes.length > 8 && bytes[8] == 0x72 ? " NEGOTIATE" : ""));
        }
    }

    private void say(String text) {
        said.add(text, List.of(new Node("SMB", text, 0, bytes.length, null, List.of())), by, size);
    }

    private void compound(boolean whole) {
        start = 4;
        for (int many = 0; many < 64; many++) {
            int next = one(whole);
            if (next <= 0 || next > bytes.length - start) {
                break;
            }
            start += next;
        }
    }

    private int one(boolean whole) {
        tree = new Tree(bytes, ByteOrder.LITTLE_ENDIAN);
        rpc = null;
        int next = 0;
        String line = "SMB2";
        try {
            tree.seek(start);
            next = (int) Math.min(Integer.MAX_VALUE, u32(start + 20));
            line = message();
        } catch (Malformed e) {
            said.problem(whole ? String.valueOf(e.getMessage()) : "not all of it was kept");
        }
        List<Node> parts = new ArrayList<>(tree.finish());
        int end = next > 0 && next <= bytes.length - start ? start + next : bytes.length;
        Piece piece = rpc;
        if (piece != null) {
            line = inside(piece, line, parts);
        }
        Node node = new Node("SMB2", line, start, Math.max(0, end - start), null, parts);
        said.add(line, List.of(node), by, size);
        return next;
    }

    private long u32(int at) {
        long value = 0;
        for (int i = 3; i >= 0; i--) {
            int b = tree.peek(at + i - tree.at());
            value = value << 8 | Math.max(0, b);
        }
        return value;
    }

    /** The PDUs of a pipe go on from message to message. */
    private String inside(Piece piece, String line, List<Node> parts) {
        int there = Math.max(0, Math.min(piece.length(), bytes.length - piece.offset()));
        byte[] slice = Arrays.copyOfRange(bytes, piece.offset(), piece.offset() + there);
        Said rpcSaid = new Said();
        if (!state.stream(piece.file()).feed(new Payload(direction, slice, piece.length()), rpcSaid)) {
            return line;
        }
        rpcSaid.nodes().forEach(node -> parts.add(node.moved(piece.offset(), bytes.length)));
        if (!rpcSaid.problem().isEmpty()) {
            said.problem(rpcSaid.problem());
        }
        return line + ": " + rpcSaid.line();
    }

    private String message() {
        tree.open("Header");
        tree.number(4, "Protocol", null, ignored -> "SMB2");
        tree.number(2, "Header size");
        tree.number(2, "Credit charge");
        long status = tree.number(4, "Status", "smb2.status", Smb2Words::status);
        int command = (int) tree.number(2, "Command", "smb2.command", code -> Smb2Words.command((int) code));
        tree.number(2, "Credits");
        int flags = (int) tree.number(4, "Flags", null, Smb2Words::flags);
        tree.number(4, "Next command");
        long message = tree.number(8, "Message id", "smb2.message", Long::toUnsignedString);
        tree.number(8, "Process and tree, or asynchronous id");
        tree.number(8, "Session id");
        tree.skip(16);
        tree.close((flags & Smb2Words.RESPONSE) != 0 ? "response, " + Smb2Words.status(status) : "request");
        String line = Smb2Words.command(command);
        if ((flags & Smb2Words.RELATED) == 0) {
            lastFile = "";
        }
        return (flags & Smb2Words.RESPONSE) == 0
                ? line + request(command, message)
                : line + " response" + response(command, message, status);
    }

    private String request(int command, long message) {
        String name = "";
        String file = "";
        switch (command) {
            case TREE_CONNECT -> {
                tree.skip(4);
                name = part("Path", "smb2.path", at(0), at(2));
            }
            case CREATE -> {
                tree.skip(44);
                name = part("Name", "smb2.name", at(0), at(2));
            }
            case CLOSE -> file = file(8);
            case READ -> file = file(16);
            case WRITE -> file = file(16);
            case IOCTL -> file = file(8);
            default -> {} // nothing of it concerns a pipe
        }
        state.asked(message, new Request(command, name, file));
        switch (command) {
            case CLOSE -> {
                String closed = named(file);
                state.closed(file);
                return closed;
            }
            case WRITE -> content(file, header(2), (int) u32(start + HEADER + 4));
            case IOCTL -> {
                if (u32(start + HEADER + 4) == PIPE_TRANSCEIVE) {
                    content(file, (int) u32(start + HEADER + 24), (int) u32(start + HEADER + 28));
                }
            }
            default -> {} // no content
        }
        return file.isEmpty() ? (name.isEmpty() ? "" : " " + name) : named(file);
    }

    private String response(int command, long message, long status) {
        Request request = state.request(message);
        if (status != Smb2Words.PENDING) {
            state.answered(message);
        }
        boolean good = status == 0 || status == Smb2Words.MORE_DATA;
        String name = request == null ? "" : request.name();
        String file = request == null ? "" : request.file();
        if (good && command == CREATE) {
            file = file(64);
            state.opened(file, name);
        } else if (good && command == READ && !file.isEmpty()) {
            content(file, tree.peek(2), (int) u32(start + HEADER + 4));
        } else if (good && command == IOCTL && u32(start + HEADER + 4) == PIPE_TRANSCEIVE) {
            content(file.isEmpty() ? file(8) : file, (int) u32(start + HEADER + 32), (int) u32(start + HEADER + 36));
        }
        String about = name.isEmpty() ? (file.isEmpty() ? "" : named(file)) : " " + name;
        return about + (status == 0 ? "" : ", " + Smb2Words.status(status));
    }

    /** A number of two bytes at this place of the body that the tree stands in. */
    private int at(int offset) {
        return Math.max(0, tree.peek(offset)) | Math.max(0, tree.peek(offset + 1)) << 8;
    }

    private int header(int offset) {
        return Math.max(0, tree.peek(start + HEADER + offset - tree.at()))
                | Math.max(0, tree.peek(start + HEADER + offset + 1 - tree.at())) << 8;
    }

    /** Text at an offset that counts from the header. */
    private String part(String label, String field, int offset, int length) {
        if (length == 0) {
            return "";
        }
        tree.seek(start + Math.max(HEADER, offset));
        return tree.text(length, UTF_16LE, label, field);
    }

    /** The file id at this place of the body; in a compound the one before when it says so. */
    private String file(int offset) {
        tree.seek(start + HEADER + offset);
        int at = tree.at();
        StringBuilder id = new StringBuilder(32);
        for (int i = 0; i < 16; i++) {
            id.append(String.format(Locale.ROOT, "%02x", Math.max(0, tree.peek(i))));
        }
        tree.skip(16);
        String file = id.toString().equals(SAME_FILE) ? lastFile : id.toString();
        lastFile = file;
        tree.value("File id", file, at, null);
        String name = state.name(file);
        if (!name.isEmpty()) {
            tree.value("Name", name, tree.at(), new Field("smb2.name", name));
        }
        tree.seek(start + HEADER);
        return file;
    }

    private String named(String file) {
        String name = state.name(file);
        return name.isEmpty() ? "" : " " + name;
    }

    /** Data at an offset that counts from the header: RPC, if it is a pipe's. */
    private void content(String file, int offset, int length) {
        if (length <= 0 || offset < HEADER) {
            return;
        }
        if ((long) start + offset > bytes.length) {
            throw new Malformed("its data stand beyond its end");
        }
        rpc = new Piece(file, start + offset, length);
    }
}
