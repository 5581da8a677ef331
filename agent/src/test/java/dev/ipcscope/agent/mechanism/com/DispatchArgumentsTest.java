package dev.ipcscope.agent.mechanism.com;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.automation.ComMethod;
import dev.ipcscope.agent.automation.ComParameter;
import dev.ipcscope.agent.automation.RecordedMemory;
import dev.ipcscope.agent.automation.TypeRef;
import dev.ipcscope.agent.automation.VarTypes;
import dev.ipcscope.agent.mechanism.com.DispatchArguments.Argument;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DispatchArgumentsTest {

    private static final TypeRef NUMBER = TypeRef.of(VarTypes.I4);
    private static final ComMethod METHOD = new ComMethod(
            "Statement",
            4,
            ComMethod.Kind.METHOD,
            10,
            List.of(
                    new ComParameter("from", NUMBER, 1, null),
                    new ComParameter("locale", NUMBER, 5, null),
                    new ComParameter("count", NUMBER, 3, null),
                    new ComParameter("text", NUMBER, 2, null),
                    new ComParameter("fee", NUMBER.pointer(), 10, null)),
            TypeRef.of(VarTypes.HRESULT),
            "");

    private static List<String> names(RecordedMemory memory, @Nullable ComMethod method) {
        return DispatchArguments.of(memory, 0x10000, method, Map.of()).stream()
                .map(argument -> argument.name() + "@" + Long.toHexString(argument.variant()))
                .toList();
    }

    @Test
    void argumentsStandFromLastToFirst() {
        RecordedMemory memory =
                new RecordedMemory().with(0x10000, "0000020000000000 0000000000000000 03000000 00000000");
        assertThat(names(memory, METHOD)).containsExactly("from@20030", "count@20018", "text@20000");
        assertThat(names(memory, null)).containsExactly("arg1@20030", "arg2@20018", "arg3@20000");
    }

    @Test
    void namedOnesFollowByTheirPlaces() {
        RecordedMemory memory = new RecordedMemory()
                .with(0x10000, "0000020000000000 0000030000000000 03000000 02000000")
                .with(0x30000, "0200000001000000");
        assertThat(names(memory, METHOD)).containsExactly("from@20030", "count@20018", "text@20000");
        assertThat(DispatchArguments.of(memory, 0x10000, METHOD, Map.of()))
                .extracting(Argument::named)
                .containsExactly(false, true, true);
    }

    @Test
    void theValueOfAPropertyHasTheNameOfItsParameter() {
        RecordedMemory memory = new RecordedMemory()
                .with(0x10000, "0000020000000000 0000030000000000 01000000 01000000")
                .with(0x30000, "fdffffff");
        assertThat(names(memory, null)).containsExactly("value@20000");
        ComMethod put = new ComMethod(
                "Owner",
                1,
                ComMethod.Kind.PUT,
                8,
                List.of(new ComParameter("owner", NUMBER, 1, null)),
                TypeRef.of(VarTypes.HRESULT),
                "");
        assertThat(names(memory, put)).containsExactly("owner@20000");
    }

    @Test
    void moreThanAreDescribedAreNumbered() {
        RecordedMemory memory =
                new RecordedMemory().with(0x10000, "0000020000000000 0000000000000000 04000000 00000000");
        assertThat(names(memory, METHOD)).element(3).isEqualTo("arg4@20000");
        assertThat(DispatchArguments.of(memory, 0, METHOD, Map.of())).isEmpty();
    }
}
