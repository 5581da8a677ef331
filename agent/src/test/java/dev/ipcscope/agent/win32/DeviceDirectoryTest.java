package dev.ipcscope.agent.win32;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.win32.DeviceDirectory.Entry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Answers built after [MS-FSCC] 2.4.10. */
class DeviceDirectoryTest {

    private static byte[] answer(Entry... entries) {
        ByteBuffer bytes = ByteBuffer.allocate(4_096).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        for (int i = 0; i < entries.length; i++) {
            byte[] name = entries[i].name().getBytes(UTF_16LE);
            int size = (64 + name.length + 7) / 8 * 8;
            bytes.putInt(at, i + 1 == entries.length ? 0 : size);
            bytes.putLong(at + 40, entries[i].instances());
            bytes.putLong(at + 48, entries[i].maxInstances() == 255 ? 0xffff_ffffL : entries[i].maxInstances());
            bytes.putInt(at + 60, name.length);
            bytes.put(at + 64, name);
            at += size;
        }
        return bytes.array();
    }

    @Test
    void readsTheChain() {
        Entry[] entries = {new Entry("lsass", 4, 255), new Entry("örders", 1, 3), new Entry("", 0, 255)};
        assertThat(DeviceDirectory.parse(ByteBuffer.wrap(answer(entries)))).containsExactly(entries);
    }

    @Test
    void staysWithinTheAnswer() {
        byte[] good = answer(new Entry("lsass", 4, 255), new Entry("orders", 1, 3));
        long seed = Long.getLong("ipcscope.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 5_000; i++) {
            byte[] bad = good.clone();
            for (int j = 0; j < 4; j++) {
                bad[random.nextInt(200)] = (byte) random.nextInt(256);
            }
            List<Entry> entries = DeviceDirectory.parse(ByteBuffer.wrap(bad, 0, random.nextInt(bad.length)));
            assertThat(entries).as("-Dipcscope.seed=%d", seed).hasSizeLessThanOrEqualTo(4_096);
        }
    }
}
