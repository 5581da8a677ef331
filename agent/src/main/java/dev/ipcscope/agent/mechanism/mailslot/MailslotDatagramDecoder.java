package dev.ipcscope.agent.mechanism.mailslot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.auto.service.AutoService;
import dev.ipcscope.agent.decode.Decoded;
import dev.ipcscope.agent.decode.Decoder;
import dev.ipcscope.agent.decode.Node.Field;
import dev.ipcscope.agent.decode.Payload;
import dev.ipcscope.agent.decode.Tree;
import dev.ipcscope.agent.decode.Tree.Malformed;
import dev.ipcscope.agent.model.Conversation;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * NetBIOS datagrams (RFC 1002 section 4.4) and the mailslot writes that they carry ([MS-MAIL] 2.2.1: an
 * SMB_COM_TRANSACTION with three setup words). Each datagram stands for itself; what was split over several datagrams
 * is shown as the parts that it is.
 */
@AutoService(Decoder.class)
public final class MailslotDatagramDecoder implements Decoder {

    private static final Map<Integer, String> TYPES = Map.of(
            0x10, "direct unique datagram",
            0x11, "direct group datagram",
            0x12, "broadcast datagram",
            0x13, "datagram error",
            0x14, "query request",
            0x15, "positive query response",
            0x16, "negative query response");

    private static final Map<Integer, String> ERRORS = Map.of(
            0x82, "destination name not present",
            0x83, "invalid source name format",
            0x84, "invalid destination name format");

    /** The last byte of a name: what kind of service has it. */
    private static final Map<Integer, String> SERVICES = Map.of(
            0x00, "workstation or domain",
            0x03, "messenger",
            0x1b, "domain master browser",
            0x1c, "domain controllers",
            0x1d, "master browser",
            0x1e, "browser elections",
            0x20, "file server");

    private static final int ERROR = 0x13;
    private static final int FIRST = 2;
    private static final int MORE = 1;
    private static final int NAME_BYTES = 16;
    private static final int ENCODED_NAME = 2 * NAME_BYTES;

    @Override
    public String id() {
        return "netbios-datagram";
    }

    @Override
    public String title() {
        return "NetBIOS datagram";
    }

    @Override
    public boolean remembers() {
        return false;
    }

    @Override
    public @Nullable Session begin(Conversation conversation) {
        return conversation.mechanism().equals("udp") ? this::decode : null;
    }

    private @Nullable Decoded decode(Payload payload) {
        byte[] bytes = payload.bytes();
        if (!looksLikeOne(bytes)) {
            return null;
        }
        Reading reading = new Reading(new Tree(bytes, ByteOrder.BIG_ENDIAN));
        String problem = "";
        try {
            reading.datagram();
        } catch (Malformed e) {
            problem = payload.isCut() ? "not all of it was kept" : String.valueOf(e.getMessage());
        }
        return new Decoded(title(), reading.summary(), reading.tree.finish(), problem);
    }

    /** Nothing in a datagram says "NetBIOS", so all that is fixed must fit. */
    private static boolean looksLikeOne(byte[] bytes) {
        if (bytes.length < 11 || !TYPES.containsKey(bytes[0] & 0xff) || (bytes[1] & 0xf0) != 0) {
            return false;
        }
        if (bytes[0] == ERROR) {
            return ERRORS.containsKey(bytes[10] & 0xff) && bytes.length == 11;
        }
        int name = bytes[0] < ERROR ? 14 : 10;
        if (bytes.length <= name + ENCODED_NAME || bytes[name] != ENCODED_NAME) {
            return false;
        }
        for (int i = 1; i <= ENCODED_NAME; i++) {
            if (bytes[name + i] < 'A' || bytes[name + i] > 'P') {
                return false;
            }
        }
        return true;
    }

    /** One datagram, and what its line will say. */
    private static final class Reading {
        private final Tree tree;
        private String what = "";
        private String source = "";
        private String destination = "";
        private String said = "";
        private final SmbMailslot smb;

        Reading(Tree tree) {
            this.tree = tree;
            this.smb = new SmbMailslot(tree);
        }

        String summary() {
            String names = (source.isEmpty() ? "" : " from " + source)
                    + (destination.isEmpty() ? "" : (source.isEmpty() ? " for " : " to ") + destination);
            String message = said + smb.said();
            return (smb.name().isEmpty() ? "NetBIOS " + what : smb.name())
                    + names
                    + (message.isEmpty() ? "" : ": " + message);
        }

        void datagram() {
            tree.open("NetBIOS datagram");
            int type = (int) tree.number(1, "Type", "netbios.type", code -> words(TYPES, (int) code));
            what = words(TYPES, type);
            long flags = tree.number(1, "Flags", null, Reading::flags);
            tree.number(2, "Datagram id");
            int address = tree.at();
            long ip = tree.number(4, "Source address", null, Reading::dotted);
            long port = tree.number(2, "Source port");
            tree.value(
                    "Sender", dotted(ip) + ":" + port, address, new Field("netbios.sender", dotted(ip) + ":" + port));
            if (type == ERROR) {
                said = words(ERRORS, (int) tree.number(1, "Error", "netbios.error", code -> words(ERRORS, (int) code)));
            } else if (type > ERROR) {
                destination = name("Destination name", "netbios.destination");
            } else {
                tree.number(2, "Length");
                long offset = tree.number(2, "Packet offset");
                source = name("Source name", "netbios.source");
                destination = name("Destination name", "netbios.destination");
                tree.close(what);
                content((flags & FIRST) == 0 || offset != 0, (flags & MORE) != 0);
                return;
            }
            tree.close(what);
        }

        private void content(boolean later, boolean more) {
            if (later || more) {
                said = (later ? "a later part of a message, " : "the first part of a message, ") + tree.left()
                        + " bytes";
                tree.bytes(tree.left(), "Part of a message", tree.left() + " bytes");
            } else if (tree.peek(0) == 0xff && tree.peek(1) == 'S' && tree.peek(2) == 'M' && tree.peek(3) == 'B') {
                smb.read();
            } else {
                said = SmbMailslot.data(tree, tree.left());
            }
        }

        /** First- and second-level encoding: labels with a length before each, the first of which is 16 bytes as letters. */
        private String name(String label, String field) {
            int start = tree.at();
            int length = tree.peek(0);
            if (length != ENCODED_NAME) {
                throw new Malformed("the name at byte " + start + " is none");
            }
            byte[] name = new byte[NAME_BYTES];
            for (int i = 0; i < NAME_BYTES; i++) {
                int high = tree.peek(1 + 2 * i) - 'A';
                int low = tree.peek(2 + 2 * i) - 'A';
                if (high < 0 || high > 15 || low < 0 || low > 15) {
                    throw new Malformed("the name at byte " + start + " is none");
                }
                name[i] = (byte) (high << 4 | low);
            }
            tree.seek(start + 1 + ENCODED_NAME);
            StringBuilder scope = new StringBuilder();
            for (int next = tree.peek(0); next > 0; next = tree.peek(0)) {
                scope.append('.');
                for (int i = 1; i <= next; i++) {
                    scope.append((char) Math.max(0, tree.peek(i)));
                }
                tree.seek(tree.at() + 1 + next);
            }
            tree.seek(tree.at() + 1);
            int service = name[NAME_BYTES - 1] & 0xff;
            String plain = new String(name, 0, NAME_BYTES - 1, ISO_8859_1).stripTrailing() + scope;
            String whole = String.format(Locale.ROOT, "%s<%02x>", plain, service);
            String words = SERVICES.getOrDefault(service, "");
            tree.value(label, words.isEmpty() ? whole : whole + " " + words, start, new Field(field, whole));
            return whole;
        }

        private static String flags(long flags) {
            String node = new String[] {"B node", "P node", "M node", "NBDD"}[(int) (flags >> 2 & 3)];
            return node + ((flags & FIRST) != 0 ? ", first" : "") + ((flags & MORE) != 0 ? ", more follow" : "");
        }

        private static String dotted(long ip) {
            return (ip >> 24) + "." + (ip >> 16 & 255) + "." + (ip >> 8 & 255) + "." + (ip & 255);
        }

        private static String words(Map<Integer, String> all, int code) {
            return all.getOrDefault(code, String.format(Locale.ROOT, "0x%02x", code));
        }
    }
}
