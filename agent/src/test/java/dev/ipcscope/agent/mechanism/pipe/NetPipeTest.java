package dev.ipcscope.agent.mechanism.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipcscope.agent.tap.TapSpec;
import dev.ipcscope.agent.tap.TapSpecException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names of sections as Microsoft's support pages show them recorded with {@code handle net.pipe}; their contents, and the
 * hashed names, are built after the documentation.
 */
class NetPipeTest {

    private static final String CONTENT = "01000000 19d07a19 5f6e cb48 8f88 02ae11dfd8c0";

    @ParameterizedTest
    @CsvSource({
        "net.pipe://localhost/,Global\\net.pipe:EbmV0LnBpcGU6Ly8rLw==",
        "net.pipe://localhost,Global\\net.pipe:EbmV0LnBpcGU6Ly8rLw==",
        "net.pipe://localhost/BrowserNativeHost/16620/1,"
                + "Local\\net.pipe:EbmV0LnBpcGU6Ly8rL0JST1dTRVJOQVRJVkVIT1NULzE2NjIwLzEv",
        "NET.PIPE://LocalHost:808/IntuneManagementExtension/StatusService/,"
                + "Global\\net.pipe:EbmV0LnBpcGU6Ly8rL0lOVFVORU1BTkFHRU1FTlRFWFRFTlNJT04vU1RBVFVTU0VSVklDRS8="
    })
    void aClientLooksForTheSectionThatWasRecorded(String address, String section) {
        assertThat(NetPipe.sections(address)).contains(section);
    }

    @ParameterizedTest
    @CsvSource({
        "Global\\net.pipe:EbmV0LnBpcGU6Ly8rLw==,net.pipe://+/",
        "Local\\net.pipe:EbmV0LnBpcGU6Ly8rL0JST1dTRVJOQVRJVkVIT1NULzE2NjIwLzEv,net.pipe://+/BROWSERNATIVEHOST/16620/1/",
        "Global\\net.pipe:EbmV0LnBpcGU6Ly8rL0IwNTgxNEM4LTg3REUtNDZGRS1BODBDLTQ4RDY1OTJENEQ3RC8=,"
                + "net.pipe://+/B05814C8-87DE-46FE-A80C-48D6592D4D7D/",
        "Global\\net.pipe:Hq83vEjRWeJA=,net.pipe:Hq83vEjRWeJA="
    })
    void aSectionTellsItsAddress(String section, String address) {
        assertThat(NetPipe.address(section)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Global\\NetPipeActivator/endpoint", "Local\\net.pipe:E***", "Local\\net.pipe:EaGVsbG8=", ""})
    void otherSectionsTellNone(String section) {
        assertThat(NetPipe.address(section)).isNull();
    }

    @Test
    void looksForAnyHostFirstInGlobalFirstAndUpThePath() {
        List<String> looked = NetPipe.sections("net.pipe://pc/a/b");
        assertThat(looked).hasSize(3 * 2 * 3);
        assertThat(looked.stream().limit(6).map(NetPipe::address))
                .containsExactly(
                        "net.pipe://+/A/B/",
                        "net.pipe://+/A/",
                        "net.pipe://+/",
                        "net.pipe://+/A/B/",
                        "net.pipe://+/A/",
                        "net.pipe://+/");
        assertThat(looked.subList(0, 3)).allMatch(name -> name.startsWith("Global\\"));
        assertThat(looked.subList(3, 6)).allMatch(name -> name.startsWith("Local\\"));
        assertThat(NetPipe.address(looked.get(6))).isEqualTo("net.pipe://PC/A/B/");
        assertThat(NetPipe.address(looked.get(12))).isEqualTo("net.pipe://*/A/B/");
    }

    @Test
    void anAddressThatWasFoundMeansJustItself() {
        assertThat(NetPipe.sections("net.pipe://+/A/B/"))
                .extracting(NetPipe::address)
                .containsExactly("net.pipe://+/A/B/", "net.pipe://+/A/B/");
    }

    @Test
    void longAddressesAreHashedFrom128Bytes() {
        String at = "net.pipe://+/" + "x".repeat(127 - 14); // with the slash at its end 127 bytes
        assertThat(NetPipe.sections(at).get(0)).startsWith("Global\\net.pipe:EbmV0");
        List<String> longer = NetPipe.sections(at + "x");
        // printf 'net.pipe://+/XX…XX/' | sha256sum (sha1sum) | xxd -r -p | base64
        assertThat(longer.subList(0, 2))
                .containsExactly(
                        "Global\\net.pipe:HgUKXg56USUVAbeIs7stPsBGMAMawEi43JfcY8hd18VI=",
                        "Global\\net.pipe:Hgnh1j33cTZZQt8E7n47R4FkShgw=");
        assertThat(longer).hasSize(4);
    }

    @Test
    void lettersOutsideAsciiAreRaisedOneByOne() {
        assertThat(NetPipe.address(NetPipe.sections("net.pipe://+/größe").get(0)))
                .isEqualTo("net.pipe://+/GRÖßE/");
    }

    @Test
    void theContentNamesThePipe() {
        byte[] content = bytes(CONTENT);
        assertThat(NetPipe.pipe(content)).isEqualTo("\\\\.\\pipe\\197ad019-6e5f-48cb-8f88-02ae11dfd8c0");
        assertThat(NetPipe.pipe(Arrays.copyOf(content, 4096)))
                .as("a section is as long as a page")
                .isEqualTo("\\\\.\\pipe\\197ad019-6e5f-48cb-8f88-02ae11dfd8c0");
        assertThat(NetPipe.pipe(Arrays.copyOf(content, 19))).isNull();
        content[0] = 0;
        assertThat(NetPipe.pipe(content)).as("not made yet").isNull();
    }

    @Test
    void anyBytesAreTaken() {
        SplittableRandom random = new SplittableRandom(Long.getLong("ipcscope.seed", 20_261_127L));
        for (int i = 0; i < 2_000; i++) {
            byte[] content = new byte[random.nextInt(40)];
            random.nextBytes(content);
            String pipe = NetPipe.pipe(content);
            assertThat(pipe == null || pipe.matches("\\\\\\\\\\.\\\\pipe\\\\[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"))
                    .isTrue();
            String section = "Local\\net.pipe:E" + new String(content, java.nio.charset.StandardCharsets.ISO_8859_1);
            String address = NetPipe.address(section);
            assertThat(address == null || address.startsWith("net.pipe://")).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pipe:net.pipe://localhost/Orders|pipe:net.pipe://localhost/Orders",
                "pipe:NET.PIPE://localhost/Orders?attach=swap|pipe:net.pipe://localhost/Orders?attach=swap",
                "pipe:front=net.pipe://pc/my%20service|pipe:\\\\.\\pipe\\front=net.pipe://pc/my service"
            })
    void isATargetOrATapOfItsOwn(String given, String whole) throws Exception {
        TapSpec checked = new PipeMechanism().check(TapSpec.parse(given));
        assertThat(checked.toString()).isEqualTo(whole);
        assertThat(new PipeMechanism().check(TapSpec.parse(whole))).isEqualTo(checked);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pipe:net.pipe:///x|names no host",
                "pipe:net.pipe://localhost/x=real|takes its place beside the service",
                "pipe:net.pipe://localhost/x?type=byte|no option 'type'"
            })
    void whatCanNotBeMeantIsRefused(String spec, String words) {
        assertThatThrownBy(() -> new PipeMechanism().check(TapSpec.parse(spec)))
                .isInstanceOf(TapSpecException.class)
                .hasMessageContaining(words);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
