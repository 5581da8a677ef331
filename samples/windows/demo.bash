# The Windows half of demo.sh, under Wine; to be sourced by it. A Windows agent beside the Linux server, and Windows
# programs whose talk it taps: each mechanism that Windows has. All of them run in a Wine prefix of this demo's own,
# below its temporary folder, and are ended with it.
windows_template=$root/samples/target/wine
windows_programs=$root/samples/target/windows-programs
wine=$root/samples/windows/wine.sh
wine_prefix=
windows_pids=()

# windows_path PATH: as a Windows program names it.
windows_path() { printf 'Z:%s\n' "${1//\//\\}"; }

# windows_start OUTPUT PROGRAM ARGUMENTS…: starts one.
windows_start() {
    start "$work/out/$1" "$wine" "$wine_prefix" "$windows_programs/$2.exe" "${@:3}"
    windows_pids+=($!)
}

# windows_ready OUTPUT…: waits until each has said that it is ready; in the order in which they were started.
windows_ready() {
    local first=$((${#windows_pids[@]} - $#)) name
    for name in "$@"; do
        await_line "$work/out/$name" '^ready' 90 "${windows_pids[first]}" >/dev/null ||
            die "the Windows program $name did not start"
        first=$((first + 1))
    done
}

windows_end() { [ -n "$wine_prefix" ] && "$wine" "$wine_prefix" --stop >/dev/null 2>&1; }

windows_port() { sed -n 's/^port \([0-9]*\).*/\1/p' "$work/out/$1"; }

# windows_tap_port MECHANISM
windows_tap_port() { local at; at=$(endpoint_of "$work/windows.out" "$1"); printf '%s\n' "${at##*:}"; }

# A prefix takes some ten seconds to make and an instant to copy.
windows_prefix() {
    "$wine" "$windows_template" cmd /c exit >/dev/null 2>&1 || die "Wine does not start"
    "$wine" "$windows_template" --stop >/dev/null 2>&1
    cp -a "$windows_template" "$work/wine" || die "no Wine prefix can be made in $work"
    wine_prefix=$work/wine
}

# windows_demo: starts programs and agent.
windows_demo() {
    command -v wine >/dev/null || die "wine is not there: .ci/install installs it with a Windows JVM"
    mkdir -p "$root/samples/target"
    "$root/samples/windows/build.sh" "$windows_programs" >&2 || die "the Windows programs can't be built"
    say "starting Windows programs and an agent under Wine …"
    windows_prefix
    windows_start windows.orders listener pipe orders.real 3 255
    windows_start windows.stock listener pipe stock 3 255
    windows_start windows.journal listener pipe journal 1 1
    windows_start windows.notices listener mailslot notices.real
    windows_start windows.tcp listener tcp
    windows_start windows.udp listener udp
    windows_start windows.telemetry telemetry 'Local\Telemetry' 100 86400
    windows_start windows.ledger rpcserver - ledger.real 86400
    windows_start windows.counter copydatareceiver Counter 'Tea counter' quiet stay
    windows_start windows.quotes ddeserver quotes shares tick=1000
    windows_ready windows.{orders,stock,journal,notices,tcp,udp,telemetry,ledger,counter,quotes}
    "$wine" "$wine_prefix" "$windows_programs/bankserver.exe" -RegServer >/dev/null 2>&1 </dev/null ||
        die "the COM server can't be registered"
    cat >"$work/windows.taps" <<TAPS
pipe:orders=orders.real?name=Orders: a relay under another name
pipe:stock?name=Stock: beside the server
pipe:journal?attach=swap&name=Journal: in the place of its only instance
mailslot:notices=notices.real?name=Notices
mapping:Local\\Telemetry?every=50ms&layout=$(windows_path "$root/samples/layouts/telemetry.layout")&name=Telemetry
mapping:DBWIN_BUFFER?name=Debug output
tcp:127.0.0.1:0=127.0.0.1:$(windows_port windows.tcp)?name=Winsock TCP
udp:127.0.0.1:0=127.0.0.1:$(windows_port windows.udp)?name=Winsock UDP
rpc:pipe:ledger=ledger.real?idl=$(windows_path "$root/samples/windows/ledger.idl")&name=Ledger
copydata:Counter?name=Counter: WM_COPYDATA
com:Ipcscope.Bank?name=Bank
clipboard:?name=Clipboard
dde:quotes?name=Quotes by DDE
TAPS
    start "$work/windows.out" "$wine" "$wine_prefix" java "${small_jvm[@]}" -jar "$(windows_path "$agent_jar")" \
        --server "$url" --token-file "$(windows_path "$work/token")" --name windows \
        --spool "$(windows_path "$work/windows-spool")" --tap-file "$(windows_path "$work/windows.taps")"
    await_line "$work/windows.out" '^ipcscope-agent: ready ' 90 $! >/dev/null || die "the Windows agent did not start"
    if grep -E '^tap .* (failed|waiting) ' "$work/windows.out" >&2; then
        die "a Windows tap is not open"
    fi
    windows_start windows.orders.talker talker pipe orders 300
    windows_start windows.stock.talker talker pipe stock 350
    windows_start windows.journal.talker talker pipe journal 400
    windows_start windows.notices.talker talker mailslot notices 500
    windows_start windows.tcp.talker talker tcp "$(windows_tap_port tcp)" 250
    windows_start windows.udp.talker talker udp "$(windows_tap_port udp)" 450
    windows_start windows.debug debugtalker 1000000 700
    windows_start windows.ledger.talker rpcclient 'ncacn_np:.[\\pipe\\ledger]' 1000000 600
    windows_start windows.bank.talker bankclient loop:700
    windows_start windows.counter.talker copydatasender Counter - forever:500
    windows_start windows.clipboard.talker clipboardowner forever:900
    windows_start windows.story story quotes shares stock forever:1500
    windows_start windows.quotes.watcher ddeclient quotes shares advise:Price pump:86400000
    windows_start windows.quotes.talker ddeclient quotes shares request:Price poke:Busy:x 'execute:[Buy(100)]' pump:300 \
        repeat:1000000
    windows_ready windows.{orders,stock,journal,notices,tcp,udp}.talker windows.debug windows.{ledger,bank,counter,clipboard}.talker \
        windows.story windows.quotes.{watcher,talker}
}

# windows_silent MESSAGES: the Windows taps that recorded nothing.
windows_silent() {
    sed -n 's/^tap .* open \(.*\)$/\1/p' "$work/windows.out" | tr -d '\r' | while IFS= read -r endpoint; do
        json=${endpoint//\\/\\\\}
        grep -F '"agent":"windows"' "$1" | grep -qF "\"endpoint\":\"$json\"" || printf ' %s' "$endpoint"
    done
}
