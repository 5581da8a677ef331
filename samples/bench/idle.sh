#!/bin/bash
# CPU time that 20 idle taps take together under Wine, 10 relays of pipes and 10 mappings, of the agent and of what Wine
# does for it (its server process), in percent of a core over 30 s. The rival is an agent without taps. 10 taps beside
# servers, which look each millisecond, have a line of their own without a goal.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
. "$(dirname "${BASH_SOURCE[0]}")/wine.bash"
wine_begin
temp_folder work
seconds=30
taps=10
agent_java=(-Xmx128m -XX:+UseSerialGC -XX:-UsePerfData)

# ticks PID: user and system time of a process in clock ticks.
ticks() { sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'; }

# wineserver_pid: the server of our prefix.
wineserver_pid() {
    local pid
    for pid in $(pgrep -x 'wineserver|wineserver64|wineserver-wine'); do
        grep -qz "^WINEPREFIX=$wine_prefix\$" "/proc/$pid/environ" 2>/dev/null && echo "$pid" && return
    done
    pgrep -f '^/usr/lib/wine/wineserver' | while read -r pid; do
        grep -qz "^WINEPREFIX=$wine_prefix\$" "/proc/$pid/environ" 2>/dev/null && echo "$pid" && break
    done
}

# agent_percent NAME SETTLE SPEC…: starts an agent with these taps, lets it settle so many seconds, and prints its share
# of a core.
agent_percent() {
    local name=$1 settle=$2 before after server
    shift 2
    start_wine_agent "$name" "$@"
    pause "$settle"
    server=$(wineserver_pid)
    [ -n "$server" ] || die "the prefix's wineserver isn't found"
    before=$(($(ticks "$wine_agent") + $(ticks "$server")))
    pause "$seconds"
    after=$(($(ticks "$wine_agent") + $(ticks "$server")))
    stop_pid "$wine_agent"
    calc "($after - $before) * 100 / $(getconf CLK_TCK) / $seconds"
}

start_server idle
specs=() injections=()
for i in $(seq "$taps"); do
    mkfifo "$work/say$i"
    wine_program "$programs/memory.exe" make "idle-$$-$i" 4096 <"$work/say$i" >"$work/memory$i" 2>/dev/null &
    pids+=($!)
    exec {hold}>"$work/say$i"
    await_line "$work/memory$i" '^ready ' 60 $! >/dev/null || die "a mapping was not made"
    wine_program "$programs/pipeserver.exe" "idle-$$-$i" byte overlapped 255 1 duplex 600 >"$work/pipe$i" 2>/dev/null &
    pids+=($!)
    await_line "$work/pipe$i" '^ready ' 60 $! >/dev/null || die "a pipe was not made"
    specs+=("mapping:Local\\idle-$$-$i?every=50ms" "pipe:idle-$$-$i-front=idle-$$-$i")
    injections+=("pipe:idle-$$-$i")
done
rival=$(agent_percent empty 10 '# none') || die "the empty agent can't be measured"
# who holds the mappings is looked for often at first
ours=$(agent_percent full 35 "${specs[@]}") || die "the agent can't be measured"
injected=$(agent_percent injected 10 "${injections[@]}") || die "the agent with injected taps can't be measured"
row idle "$ours %" "$rival %" "$(calc "$ours - $rival")" "<= 1 % more" "$ours - $rival <= 1"
row idle-injected "$injected %" "$rival %" "$(calc "$injected - $rival")" "(told apart)" 1
