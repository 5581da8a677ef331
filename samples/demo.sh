#!/bin/bash
# Shows ipcscope at work: starts a server with an embedded agent, taps, and sample programs that talk through them.
#   samples/demo.sh             until Ctrl-C
#   samples/demo.sh --for 20s   stops by itself and prints one line a mechanism: MECHANISM messages N bytes N
#   samples/demo.sh --windows   shows Windows programs, too: an agent and samples of each Windows mechanism under Wine
# Needs a JDK 17 and Maven (only to build).
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
    say "usage: samples/demo.sh [--windows] [--for DURATION]     DURATION: 20, 20s or 2m"
    exit 2
}

duration=
windows=
while [ $# -gt 0 ]; do
    case $1 in
        --for)
            [[ ${2-} =~ ^([0-9]{1,6})(s|m|)$ ]] || usage
            duration=${BASH_REMATCH[1]}
            [ "${BASH_REMATCH[2]}" = m ] && duration=$((duration * 60))
            shift 2
            ;;
        --windows)
            windows=1
            shift
            ;;
        *) usage ;;
    esac
done

# Without --for a signal is the way to end it, once it runs; otherwise it has come too early.
interrupted() { # EXIT_CODE
    if [ -n "$running" ] && [ -z "$duration" ]; then
        say "ending the server, the taps and the samples"
        exit 0
    fi
    say "interrupted; ending what was started"
    exit "$1"
}

end_all() {
    [ -n "$windows" ] && windows_end
    clean_up
}
[ -n "$windows" ] && . "$root/samples/windows/demo.bash"
running=
trap end_all EXIT
trap 'interrupted 130' INT
trap 'interrupted 143' TERM
trap 'interrupted 129' HUP
build_if_needed
temp_folder work
if [ -d /dev/shm ] && [ -w /dev/shm ]; then
    temp_folder shm /dev/shm
else
    shm=$work
fi

sample() { # OUTPUT NAME ADDRESS [INTERVAL]
    start "$work/out/$1" "$java" "${small_jvm[@]}" -jar "$samples_jar" "${@:2}"
}

address_of() { # OUTPUT PID
    local line
    line=$(await_line "$work/out/$1" '^listening ' 30 "$2") || die "a sample did not start"
    printf '%s\n' "${line#listening }"
}

# The listeners first: the taps need their addresses.
mkdir "$work/out"
mkfifo "$work/log.real" || die "no FIFO can be made in $work"
sample orders order-listener 127.0.0.1:0
orders=$!
sample sensors sensor-listener 127.0.0.1:0
sensors=$!
sample stock stock-listener "$work/stock.real"
stock=$!
sample log log-listener "$work/log.real"
sample telemetry telemetry-talker "$shm/telemetry" 100
telemetry=$!
orders=$(address_of orders $orders) || exit 1
sensors=$(address_of sensors $sensors) || exit 1
address_of stock $stock >/dev/null || exit 1
address_of telemetry $telemetry >/dev/null || exit 1

cat >"$work/taps" <<TAPS
# one of each mechanism
tcp:127.0.0.1:0=$orders?name=Orders
udp:127.0.0.1:0=$sensors?name=Sensors
unix:$work/stock.sock=$work/stock.real?name=Stock
fifo:$work/log=$work/log.real?name=Log
mapping:$shm/telemetry?every=50ms&layout=$root/samples/layouts/telemetry.layout&name=Telemetry
TAPS
start_server server --tap-file "$work/taps"
if grep -E '^tap .* (failed|waiting) ' "$work/server.out" >&2; then
    die "a tap is not open"
fi

sample orders.talker order-talker "$(endpoint_of "$work/server.out" tcp)" 200
talkers=($!)
sample sensors.talker sensor-talker "$(endpoint_of "$work/server.out" udp)" 150
talkers+=($!)
sample stock.talker stock-talker "$work/stock.sock" 400
talkers+=($!)
sample log.talker log-talker "$work/log" 300
talkers+=($!)
sample telemetry.listener telemetry-listener "$shm/telemetry" 50

[ -n "$windows" ] && windows_demo
running=1

printf 'ipcscope: %s/?token=%s\n' "$url" "$(cat "$work/token")"

if [ -z "$duration" ]; then
    say "Ctrl-C ends the server, the taps and the samples."
    while kill -0 "$server_pid" 2>/dev/null; do
        pause 1
    done
    say "the server has ended; its last lines:"
    tail -n 20 "$work/server.out.err" >&2
    exit 1
fi

pause "$duration"
stop_pid "${talkers[@]}"
mechanisms="tcp udp unix fifo mapping${windows:+ pipe mailslot rpc copydata clipboard com dde}"
# Each line of the answer is one message; its payload is base64, so no text in it can look like a field.
ask '' --format jsonl >"$work/messages" || die "the messages can't be read"
awk -v all="$mechanisms" '
    BEGIN { split(all, order, " ") }
    match($0, /"mechanism":"[a-z]+"/) {
        mechanism = substr($0, RSTART + 13, RLENGTH - 14)
        count[mechanism]++
        if (match($0, /"length":[0-9]+/)) bytes[mechanism] += substr($0, RSTART + 9, RLENGTH - 9)
    }
    END {
        for (i = 1; i in order; i++) {
            printf "%s messages %d bytes %d\n", order[i], count[order[i]], bytes[order[i]]
            if (bytes[order[i]] == 0) silent = 1
        }
        exit silent
    }' "$work/messages" || die "a mechanism was silent"
if [ -n "$windows" ]; then
    silent=$(windows_silent "$work/messages")
    [ -z "$silent" ] || die "Windows taps were silent:$silent"
fi
