package dev.ipcscope.agent.mechanism.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ipcscope.agent.mechanism.Endpoint;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.agent.mechanism.MechanismRegistry;
import dev.ipcscope.agent.model.Kind;
import dev.ipcscope.agent.tap.RecordedMessages;
import dev.ipcscope.agent.tap.RecordedMessages.Entry;
import dev.ipcscope.agent.tap.Tap;
import dev.ipcscope.agent.tap.TapSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Runs in a network of its own, where port 135 is free: Samba's RPC servers and file server on 127.0.0.1, a tap with the
 * same port in front of each on 127.0.0.2, and clients that are told that address. Leaves in its folder what was
 * recorded ({@code messages}), what the clients printed ({@code out-NAME}) and what was found ({@code endpoints}).
 */
final class SambaTaps {

    private static final int SMB = 14_445;
    private static final String CONFIGURATION = """
            [global]
            netbios name = IPCTEST
            workgroup = IPCWG
            server role = standalone
            private dir = %1$s/private
            lock directory = %1$s/lock
            state directory = %1$s/state
            cache directory = %1$s/cache
            pid directory = %1$s/pid
            ncalrpc dir = %1$s/nc
            log file = %1$s/log.%%m
            smb ports = 14445
            interfaces = 127.0.0.1/8
            bind interfaces only = yes
            map to guest = Bad User
            guest account = nobody
            load printers = no
            printcap name = /dev/null
            disable spoolss = yes
            rpc start on demand helpers = no
            rpc server dynamic port range = 14500-14600
            [docs]
            path = %1$s
            """;

    private static final String TAPPED = "127.0.0.2";
    private static final String DIRECT = "127.0.0.1";

    /** Calls of six interfaces; some of them are refused. */
    private static final String COMMANDS = String.join(
            ";",
            "srvinfo",
            "netshareenum",
            "netshareenumall",
            "netsharegetinfo docs",
            "netfileenum",
            "netnamevalidate docs 5",
            "wkssvc_wkstagetinfo",
            "wkssvc_enumerateusers",
            "enumdomains",
            "enumdomusers",
            "enumalsgroups builtin",
            "querydominfo 1",
            "queryuser root",
            "lookupdomain IPCTEST",
            "samlookupnames domain root",
            "getdompwinfo",
            "createdomuser visitor",
            "lsaquery",
            "enumprivs",
            "getdispname SeBackupPrivilege",
            "lookupsids S-1-5-32-544 S-1-1-0",
            "lookupnames root nobody",
            "lsaenumsid",
            "winreg_enumkey HKLM",
            "dsroledominfo",
            "epmmap");

    private final Path folder;
    private final List<Process> running = new ArrayList<>();
    private final List<Tap> taps = new ArrayList<>();
    private final Map<String, RecordedMessages> recorded = new LinkedHashMap<>();

    private SambaTaps(Path folder) {
        this.folder = folder;
    }

    /** The folder, and the Python that has impacket with the script that uses it. */
    public static void main(String[] args) throws Exception {
        SambaTaps samba = new SambaTaps(Path.of(args[0]));
        try {
            samba.start();
            samba.tapAll();
            samba.talk(args[1], args[2]);
        } finally {
            samba.end();
        }
        samba.write();
        System.exit(0);
    }

    private void start() throws Exception {
        for (String name : List.of("private", "lock", "state", "cache", "pid", "nc")) {
            Files.createDirectories(folder.resolve(name));
        }
        String configuration = folder.resolve("smb.conf").toString();
        Files.writeString(folder.resolve("smb.conf"), CONFIGURATION.formatted(folder));
        run("password", "sh", "-c", "printf 'geheim\\ngeheim\\n' | smbpasswd -c " + configuration + " -s -a root");
        background("dcerpcd", "/usr/libexec/samba/samba-dcerpcd", "-s", configuration, "-F", "--libexec-rpcds");
        background("smbd", "smbd", "-s", configuration, "-F");
        await(SMB);
        await(EndpointMapper.PORT);
    }

    private void await(int port) throws Exception {
        for (int i = 0; i < 200; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
                return;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw new IOException("nothing listens on port " + port);
    }

    private void tapAll() throws Exception {
        List<EptEntry> found =
                EndpointMapper.lookup(new InetSocketAddress("127.0.0.1", EndpointMapper.PORT), Duration.ofSeconds(10));
        List<String> lines = new ArrayList<>();
        TreeSet<Integer> ports = new TreeSet<>();
        for (EptEntry entry : found) {
            lines.add(entry.interfaceName() + " " + entry.binding());
            if (entry.tower().protocol().equals("ncacn_ip_tcp")) {
                ports.add(Integer.parseInt(entry.tower().endpoint()));
            }
        }
        Files.write(folder.resolve("endpoints"), lines);
        for (int port : ports) {
            tap("rpc:tcp:127.0.0.2:" + port + "=127.0.0.1:" + port);
        }
        tap("tcp:127.0.0.2:" + SMB + "=127.0.0.1:" + SMB);
    }

    private void tap(String text) throws Exception {
        TapSpec spec = TapSpec.parse(text);
        Mechanism mechanism = MechanismRegistry.load().byId(spec.mechanism()).orElseThrow();
        RecordedMessages messages = new RecordedMessages();
        taps.add(mechanism.open(mechanism.check(spec), messages));
        recorded.put(spec.mechanism() + " " + spec.listen().replaceFirst(".*:", ""), messages);
    }

    private void talk(String python, String script) throws Exception {
        String configuration = folder.resolve("smb.conf").toString();
        String port = String.valueOf(SMB);
        run("epmlookup", "rpcclient", "-s", configuration, "-U%", "ncacn_ip_tcp:127.0.0.2", "-c", "epmlookup");
        run("denied", "rpcclient", "-s", configuration, "-U%", "ncacn_ip_tcp:127.0.0.2", "-c", "lsaquery");
        for (String protection : List.of("connect", "sign", "seal")) {
            String binding = "ncacn_ip_tcp:127.0.0.2[" + protection + "]";
            run(protection, "rpcclient", "-s", configuration, "-Uroot%geheim", binding, "-c", COMMANDS);
            binding = binding.replace(TAPPED, DIRECT);
            run(protection + "-direct", "rpcclient", "-s", configuration, "-Uroot%geheim", binding, "-c", COMMANDS);
        }
        String names = IntStream.range(0, 300).mapToObj(i -> " name" + i).collect(Collectors.joining());
        String commands = "srvinfo;netshareenum;lsaquery;enumdomains;querydispinfo;lookupnames root" + names;
        run("smb", "rpcclient", "-s", configuration, "-Uroot%geheim", "-p", port, "127.0.0.2", "-c", commands);
        run("direct", "rpcclient", "-s", configuration, "-Uroot%geheim", "-p", port, "127.0.0.1", "-c", commands);
        List<Endpoint> found = new ArrayList<>(new RpcMechanism().discover());
        found.addAll(new RpcMechanism().discover("127.0.0.2:135"));
        Files.write(
                folder.resolve("discovered"),
                found.stream().map(one -> one.name() + " " + one.suggestion()).toList());
        run("impacket", python, script, port);
    }

    private void background(String name, String... command) throws IOException {
        running.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log-" + name).toFile())
                .start());
    }

    private void run(String name, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out-" + name).toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(name + " didn't end");
        }
        Files.writeString(folder.resolve("exit-" + name), String.valueOf(process.exitValue()), UTF_8);
    }

    private void end() throws InterruptedException {
        taps.forEach(Tap::close);
        running.forEach(Process::destroy);
        for (Process process : running) {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    /** A line a message: tap, conversation, direction, bytes. */
    private void write() throws IOException {
        List<String> lines = new ArrayList<>();
        recorded.forEach((tap, messages) -> {
            for (Entry entry : messages.entries(Kind.DATA)) {
                lines.add(tap + " " + entry.conversation().number() + " "
                        + entry.direction().word() + " " + HexFormat.of().formatHex(entry.bytes()));
            }
        });
        Files.write(folder.resolve("messages"), lines);
    }
}
