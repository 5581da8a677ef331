package dev.ipcscope.agent.mechanism.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.model.Direction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** What tshark, somebody else's reading of the same documents, makes of bytes. */
final class Wireshark {

    private static final int SEGMENT = 60_000;
    private static final Map<String, String> NAMES = Map.of("epm", "epmapper");

    /** A piece of a conversation over IP: TCP, or UDP. */
    record Packet(boolean tcp, int client, int server, Direction direction, byte[] bytes) {}

    private final Path folder;
    private final ByteArrayOutputStream pcap = new ByteArrayOutputStream();
    private final Map<String, Integer> sent = new HashMap<>();
    private int packets;

    Wireshark(Path folder) {
        this.folder = folder;
        pcap.writeBytes(ByteBuffer.allocate(24)
                .putInt(0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(262_144)
                .putInt(101) // begins with the IP header
                .array());
    }

    /** Adds one in the order of time. */
    void add(Packet packet) {
        for (int from = 0; from < packet.bytes().length; from += SEGMENT) {
            int size = Math.min(SEGMENT, packet.bytes().length - from);
            write(packet, from, size);
        }
    }

    private void write(Packet packet, int from, int size) {
        boolean forth = packet.direction() == Direction.CLIENT_TO_SERVER;
        int source = forth ? packet.client() : packet.server();
        int target = forth ? packet.server() : packet.client();
        int header = packet.tcp() ? 40 : 28;
        ByteBuffer ip = ByteBuffer.allocate(16 + header + size);
        ip.putInt(packets++ / 1_000)
                .putInt(packets % 1_000 * 1_000)
                .putInt(header + size)
                .putInt(header + size);
        ip.putShort((short) 0x4500).putShort((short) (header + size)).putInt(0).put((byte) 64);
        ip.put((byte) (packet.tcp() ? 6 : 17))
                .putShort((short) 0)
                .putInt(0x7f000001)
                .putInt(0x7f000001);
        ip.putShort((short) source).putShort((short) target);
        if (packet.tcp()) {
            String there = packet.client() + " " + packet.server() + " " + forth;
            String back = packet.client() + " " + packet.server() + " " + !forth;
            ip.putInt(1 + sent.merge(there, size, Integer::sum) - size).putInt(1 + sent.getOrDefault(back, 0));
            ip.putShort((short) 0x5018).putShort((short) 0xffff).putInt(0);
        } else {
            ip.putShort((short) (8 + size)).putShort((short) 0);
        }
        pcap.writeBytes(ip.put(packet.bytes(), from, size).array());
    }

    /** The PDUs of DCE/RPC that tshark finds, in order: what it says of each by the names of the decoder's fields. */
    List<Map<String, String>> pdus() throws Exception {
        Path capture = Files.write(folder.resolve("capture.pcap"), pcap.toByteArray());
        Path out = folder.resolve("capture.pdml");
        Process tshark = new ProcessBuilder(
                        "tshark", "-r", capture.toString(), "-T", "pdml", "-Y", "dcerpc", "-J", "tcp udp smb2 dcerpc")
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("tshark-errors").toFile())
                .start();
        assertThat(tshark.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(tshark.exitValue())
                .as(Files.readString(folder.resolve("tshark-errors")))
                .isZero();
        return read(out);
    }

    private static List<Map<String, String>> read(Path pdml) throws Exception {
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pdml.toFile());
        List<Map<String, String>> pdus = new ArrayList<>();
        NodeList protocols = document.getElementsByTagName("proto");
        for (int i = 0; i < protocols.getLength(); i++) {
            Element protocol = (Element) protocols.item(i);
            if (protocol.getAttribute("name").equals("dcerpc")) {
                pdus.add(pdu(protocol));
            }
        }
        return pdus;
    }

    private static Map<String, String> pdu(Element protocol) {
        Map<String, String> said = new TreeMap<>();
        NodeList fields = protocol.getElementsByTagName("field");
        for (int i = 0; i < fields.getLength(); i++) {
            Element field = (Element) fields.item(i);
            String shown = field.getAttribute("show");
            switch (field.getAttribute("name")) {
                case "dcerpc.pkt_type" -> said.put("dcerpc.type", RpcWords.type(Integer.parseInt(shown)));
                case "dcerpc.cn_call_id", "dcerpc.dg_seqnum" -> said.put("dcerpc.call", shown);
                case "dcerpc.cn_ctx_id" -> said.putIfAbsent("dcerpc.context", shown);
                case "dcerpc.opnum" -> said.put("dcerpc.opnum", shown);
                case "dcerpc.cn_bind_to_uuid", "dcerpc.dg_if_id" -> said.putIfAbsent("dcerpc.uuid", shown);
                case "dcerpc.cn_status" -> said.put("dcerpc.status", String.valueOf(Long.decode(shown)));
                case "dcerpc.cn_frag_len" -> said.put("dcerpc.length", shown);
                case "dcerpc.auth_level" -> said.put("dcerpc.auth_level", shown);
                default -> {} // not compared
            }
        }
        String next = next(protocol);
        if (!next.isEmpty() && !next.equals("dcerpc") && !next.equals("fake-field-wrapper")) {
            said.put("dcerpc.interface", NAMES.getOrDefault(next, next));
        }
        return said;
    }

    private static String next(Element protocol) {
        Node next = protocol.getNextSibling();
        while (next != null && !(next instanceof Element)) {
            next = next.getNextSibling();
        }
        return next instanceof Element element && element.getTagName().equals("proto")
                ? element.getAttribute("name")
                : "";
    }

    /** Reads a file of the folder. */
    String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }
}
