package dev.ipcscope.agent.mechanism.dde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.windows.ForeignProgram;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is found of servers, and what the monitor says where it is never called back. */
@Tag("windows")
@Timeout(180)
class DdeDiscoveryTest {

    private final DdeMechanism mechanism = new DdeMechanism();
    private final String service = "ipcscopefound" + ProcessHandle.current().pid();

    @Test
    void aServerIsFoundByItsNameWhenItCameAfterTheFirstLookAndByItsWindowBefore() throws Exception {
        String early = service + "early";
        try (ForeignProgram first = ForeignProgram.start("ddeserver", early, "topic")) {
            long firstPid = Long.parseLong(first.awaitLine("ready"));
            List<Endpoint> before = mechanism.discover();
            assertThat(before)
                    .anySatisfy(found -> assertThat(found.holders())
                            .anySatisfy(
                                    holder -> assertThat(holder.process().pid()).isEqualTo(firstPid)));
            try (ForeignProgram second = ForeignProgram.start("ddeserver", service, "topic")) {
                long secondPid = Long.parseLong(second.awaitLine("ready"));
                await().untilAsserted(() -> assertThat(mechanism.discover()).anySatisfy(found -> {
                    assertThat(found.name()).isEqualTo(service);
                    assertThat(found.suggestion()).isEqualTo("dde:" + service);
                    assertThat(found.holders()).anySatisfy(holder -> {
                        assertThat(holder.process().pid()).isEqualTo(secondPid);
                        assertThat(holder.end()).isEqualTo("server");
                    });
                }));
                assertThat(second.lines()).noneMatch(line -> line.contains("connect"));
                second.say("quit");
                second.finish();
            }
            await().untilAsserted(() -> assertThat(mechanism.discover())
                    .noneMatch(found -> found.name().equals(service)));
            assertThat(first.lines()).noneMatch(line -> line.contains("connect"));
        }
    }

    @Test
    void aServerIsFoundByItsNameAlsoLongAfterTheFirstLook() throws Exception {
        mechanism.discover();
        WeakReference<Object> garbage = new WeakReference<>(new Object());
        await().until(() -> {
            System.gc();
            return garbage.get() == null;
        });
        try (ForeignProgram server = ForeignProgram.start("ddeserver", service, "topic")) {
            server.awaitLine("ready");
            await().untilAsserted(() -> assertThat(mechanism.discover())
                    .anySatisfy(found -> assertThat(found.name()).isEqualTo(service)));
            server.say("quit");
            server.finish();
        }
    }

    @Test
    void theMonitorSaysWhenTheSystemNeverCallsItBack() throws Exception {
        RecordedMessages recorded = new RecordedMessages();
        try (Tap tap = mechanism.open(mechanism.check(TapSpec.parse("dde:*?mode=monitor")), recorded)) {
            assertThat(tap.endpoint()).isEqualTo("*");
            assertThat(tap.note()).contains("never calls its DDE monitor back");
            assertThat(tap.conversations()).isZero();
        }
        assertThat(recorded.entries()).isEmpty();
    }
}
