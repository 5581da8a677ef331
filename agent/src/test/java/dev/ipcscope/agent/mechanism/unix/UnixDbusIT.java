package dev.ipcscope.agent.mechanism.unix;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.linux.RawFile;
import dev.ipcscope.agent.linux.UnixMessages;
import dev.ipcscope.agent.linux.UnixSocket.Type;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** dbus-daemon with gdbus, and with two clients of which one passes the other an open file (D-Bus Specification). */
@Tag("programs")
@Timeout(60)
class UnixDbusIT {
    private static final Pattern UNIQUE = Pattern.compile(":1\\.\\d+");

    @TempDir
    Path folder;

    private Path real = Path.of("/");
    private Path front = Path.of("/");
    private final RecordedMessages recorded = new RecordedMessages();

    private void bus(Programs programs) throws Exception {
        real = folder.resolve("bus");
        front = folder.resolve("front");
        Path config = Files.writeString(folder.resolve("bus.conf"), """
                <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
                  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
                <busconfig>
                  <type>session</type>
                  <listen>unix:path=%s</listen>
                  <auth>EXTERNAL</auth>
                  <policy context="default">
                    <allow send_destination="*" eavesdrop="true"/>
                    <allow eavesdrop="true"/>
                    <allow own="*"/>
                  </policy>
                </busconfig>
                """.formatted(real));
        programs.start("dbus-daemon", "--nofork", "--config-file=" + config);
        await().until(() -> Files.exists(real));
        programs.tap(front, real, "", recorded);
    }

    @Test
    void gdbusCallsThroughTheTap() throws Exception {
        try (Programs programs = new Programs(folder)) {
            bus(programs);
            String names = programs.run(
                    "gdbus",
                    "call",
                    "--address",
                    "unix:path=" + front,
                    "--dest",
                    "org.freedesktop.DBus",
                    "--object-path",
                    "/org/freedesktop/DBus",
                    "--method",
                    "org.freedesktop.DBus.ListNames");
            assertThat(names).contains("'org.freedesktop.DBus'").containsPattern(UNIQUE);
            await().until(() -> recorded.entries(Kind.CLOSE).size() == 1);
            assertThat(recorded.entries(Kind.DATA))
                    .anySatisfy(entry -> assertThat(new String(entry.bytes(), StandardCharsets.ISO_8859_1))
                            .contains("ListNames"));
        }
    }

    @Test
    void passedDescriptorReachesTheOtherClient() throws Exception {
        Path file = Files.writeString(folder.resolve("passed"), "through the bus");
        try (Programs programs = new Programs(folder)) {
            bus(programs);
            try (Talker sender = Talker.connect(Type.STREAM, front.toString());
                    Talker receiver = Talker.connect(Type.STREAM, front.toString());
                    RawFile in = RawFile.open(file.toString(), RawFile.Mode.READ)) {
                login(sender);
                String name = login(receiver);
                sender.send(call(2, name, "/x", "x.y", "Take", true), in.fd().number());

                int[] passed = awaitCall(receiver);
                assertThat(passed).hasSize(1);
                assertThat(Files.readString(Path.of("/proc/self/fd/" + passed[0])))
                        .isEqualTo("through the bus");
                UnixMessages.close(passed);
            }
            await().until(() -> recorded.entries(Kind.CLOSE).size() == 2);
            assertThat(recorded.entries(Kind.DATA))
                    .filteredOn(entry -> entry.details().attributes().containsKey("descriptors"))
                    .as("to the bus and from the bus")
                    .hasSize(2);
        }
    }

    /** Reads until the call arrives and gives the descriptors that came with it. */
    private static int[] awaitCall(Talker receiver) throws Exception {
        while (true) {
            String message = new String(receiver.receive(), StandardCharsets.ISO_8859_1);
            assertThat(message).as("the bus is there").isNotEmpty();
            if (message.contains("Take")) {
                return receiver.io.descriptors();
            }
        }
    }

    /** Says who we are and gets a unique name. */
    private static String login(Talker talker) throws Exception {
        String uid = String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        StringBuilder hex = new StringBuilder();
        uid.chars().forEach(c -> hex.append(Integer.toHexString(c)));
        talker.send("\0AUTH EXTERNAL " + hex + "\r\n");
        assertThat(talker.receiveText()).startsWith("OK ");
        talker.send("NEGOTIATE_UNIX_FD\r\n");
        assertThat(talker.receiveText()).startsWith("AGREE_UNIX_FD");
        talker.send("BEGIN\r\n");
        talker.send(call(1, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello", false));
        Matcher name = UNIQUE.matcher(new String(talker.receive(), StandardCharsets.ISO_8859_1));
        assertThat(name.find()).isTrue();
        return name.group();
    }

    /** A method call, with one descriptor as its argument or without arguments. */
    private static byte[] call(int serial, String to, String path, String face, String method, boolean descriptor) {
        ByteBuffer fields = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        field(fields, 1, "o", path);
        field(fields, 2, "s", face);
        field(fields, 3, "s", method);
        field(fields, 6, "s", to);
        if (descriptor) {
            align(fields);
            fields.put((byte) 8).put((byte) 1).put("g\0".getBytes(US_ASCII)); // signature
            fields.put((byte) 1).put("h\0".getBytes(US_ASCII));
            align(fields);
            fields.put((byte) 9).put((byte) 1).put("u\0".getBytes(US_ASCII)).putInt(1); // number of descriptors
        }
        int length = fields.position();
        align(fields);
        ByteBuffer message = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        message.put((byte) 'l').put((byte) 1).put((byte) 0).put((byte) 1); // little-endian, call, no flags, version
        message.putInt(descriptor ? 4 : 0).putInt(serial).putInt(length);
        message.put(fields.flip());
        if (descriptor) {
            message.putInt(0); // the first one passed
        }
        byte[] bytes = new byte[message.flip().remaining()];
        message.get(bytes);
        return bytes;
    }

    private static void field(ByteBuffer out, int code, String signature, String value) {
        align(out);
        out.put((byte) code).put((byte) 1).put((signature + "\0").getBytes(US_ASCII));
        out.putInt(value.length()).put((value + "\0").getBytes(US_ASCII));
    }

    private static void align(ByteBuffer out) {
        while (out.position() % 8 != 0) {
            out.put((byte) 0);
        }
    }
}
