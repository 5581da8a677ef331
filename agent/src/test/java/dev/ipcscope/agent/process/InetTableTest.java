package dev.ipcscope.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipcscope.agent.process.InetTable.End;
import dev.ipcscope.agent.process.InetTable.Row;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Tables as they were read on an x86-64 machine. */
class InetTableTest {
    private static final String TCP = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:18EB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41263 1 00000000a2f3b9c1 100 0 0 10 0
               1: 0100007F:18EB 0100007F:D2F0 01 00000000:00000000 00:00000000 00000000     0        0 0 1 000000009d1f2b33 20 0 0 10 -1
               2: 0100007F:D2F0 0100007F:18EB 01 00000000:00000000 00:00000000 00000000  1000        0 55102 1 0000000011f3b9aa 20 4 30 10 -1
            """;
    private static final String TCP6 = """
              sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 60001 1 0000000000000000 100 0 0 10 0
               1: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:A1B2 01 00000000:00000000 00:00000000 00000000     0        0 60002 1 0000000000000000 20 4 30 10 -1
               2: 00000000000000000000000001000000:1F90 00000000000000000000000001000000:A1B3 01 00000000:00000000 00:00000000 00000000     0        0 60003 1 0000000000000000 20 4 30 10 -1
            """;

    @Test
    void readsAddressesPortsStatesAndInodes() {
        List<Row> rows = InetTable.parse(TCP);

        assertThat(rows).extracting(Row::inode).containsExactly(41263L, 0L, 55102L);
        assertThat(rows.get(0).listening()).isTrue();
        assertThat(rows.get(2).local()).isEqualTo(end("127.0.0.1", 54000));
        assertThat(rows.get(2).remote()).isEqualTo(end("127.0.0.1", 6379));
    }

    @Test
    void ipv4OfADualStackProgramIsFoundInTheTableOfIpv6() {
        List<Row> rows = InetTable.parse(TCP6);

        assertThat(new Question.Tcp(end("127.0.0.1", 8080), end("127.0.0.1", 0xA1B2)).inode(rows))
                .isEqualTo(60002);
        assertThat(new Question.Tcp(end("::1", 8080), end("::1", 0xA1B3)).inode(rows))
                .isEqualTo(60003);
    }

    @Test
    void connectionThatWaitsForAcceptBelongsToNobody() {
        assertThat(new Question.Tcp(end("127.0.0.1", 6379), end("127.0.0.1", 54000)).inode(InetTable.parse(TCP)))
                .isZero();
    }

    @Test
    void otherLinesAreLeftOut() {
        assertThat(InetTable.parse("")).isEmpty();
        assertThat(InetTable.parse("heading\nrubbish\n 1: zz:1 zz:2 01 0 0 0 0 0 7\n"))
                .isEmpty();
    }

    @Test
    void connectedUdpSocketWinsOverBoundOverAny() {
        Row any = row("0.0.0.0", 53, "0.0.0.0", 0, 1);
        Row bound = row("127.0.0.1", 53, "0.0.0.0", 0, 2);
        Row connected = row("127.0.0.1", 53, "127.0.0.1", 4000, 3);
        Row other = row("127.0.0.1", 53, "127.0.0.1", 4001, 4);
        Question.Udp asked = new Question.Udp(end("127.0.0.1", 53), end("127.0.0.1", 4000));

        assertThat(asked.inode(List.of(any, bound, connected, other))).isEqualTo(3);
        assertThat(asked.inode(List.of(any, bound, other))).isEqualTo(2);
        assertThat(asked.inode(List.of(any, other))).isEqualTo(1);
        assertThat(asked.inode(List.of(other))).isZero();
    }

    @Test
    void twoUdpSocketsThatFitEquallyAreUnknown() {
        Row one = row("0.0.0.0", 53, "0.0.0.0", 0, 1);
        Row two = row("0.0.0.0", 53, "0.0.0.0", 0, 2);

        assertThat(new Question.Udp(end("127.0.0.1", 53), null).inode(List.of(one, two)))
                .isZero();
    }

    private static Row row(String local, int localPort, String remote, int remotePort, long inode) {
        return new Row(end(local, localPort), end(remote, remotePort), 7, inode);
    }

    private static End end(String host, int port) {
        return Objects.requireNonNull(End.of(new InetSocketAddress(host, port)));
    }
}
