package dev.ipcscope.agent.mechanism.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.linux.UnixSocket.Type;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** logger to a datagram socket as to /dev/log. */
@Tag("programs")
@Timeout(60)
class UnixLoggerIT {
    @TempDir
    Path folder;

    @Test
    void eachLineIsOneDatagram() throws Exception {
        Path real = folder.resolve("log");
        Path front = folder.resolve("front");
        RecordedMessages recorded = new RecordedMessages();
        try (Talker server = Talker.listen(Type.DGRAM, real.toString());
                Programs programs = new Programs(folder)) {
            Tap tap = programs.tap(front, real, "", recorded);
            Files.writeString(folder.resolve("lines"), "first\nsecond ü\nthird\n");
            programs.run("logger", "--socket", front.toString(), "--tag", "spine", "--file", "lines");

            for (String line : new String[] {"first", "second ü", "third"}) {
                assertThat(server.receiveText()).contains("spine").endsWith(line);
            }
            await().until(() -> tap.conversations() == 0);
            assertThat(recorded.entries(Kind.DATA)).hasSize(3);
            assertThat(new String(recorded.entries(Kind.DATA).get(1).bytes(), StandardCharsets.UTF_8))
                    .endsWith("second ü");
            assertThat(recorded.conversations()).hasSize(1);
            assertThat(recorded.conversations().get(0).client().pid()).isNotNull();
        }
    }

    @Test
    void socatServerAnswersEachSender() throws Exception {
        Path real = folder.resolve("echo");
        Path front = folder.resolve("front");
        try (Programs programs = new Programs(folder)) {
            programs.start("socat", "UNIX-RECVFROM:" + real + ",fork", "EXEC:cat");
            await().until(() -> Files.exists(real));
            RecordedMessages recorded = new RecordedMessages();
            programs.tap(front, real, "", recorded);
            try (Talker client =
                    Talker.listen(Type.DGRAM, folder.resolve("client").toString())) {
                client.sendTo("echo me", dev.ipcscope.agent.linux.UnixAddress.of(front.toString()));
                assertThat(client.receiveText()).isEqualTo("echo me");
            }
            await().until(() -> recorded.entries(Kind.DATA).size() == 2);
        }
    }
}
