#!/bin/bash
# Connections that last for one exchange of 64 bytes, by 8 clients at once, a second: through a tap against socat, which
# forks for each; over TCP and over Unix sockets. Medians of 7.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
. "$(dirname "${BASH_SOURCE[0]}")/tcp.bash"
temp_folder sockets
start_relays echo "unix:$sockets/tap=$sockets/echo?keep=4k" "$sockets/echo"
start "$work/socat-unix.out" socat -d -d "UNIX-LISTEN:$sockets/socat,fork" "UNIX-CONNECT:$sockets/echo"
await_line "$work/socat-unix.out.err" 'listening on' 10 $! >/dev/null || die "socat did not start"

# compare NAME RIVAL OURS
compare() {
    local rival=() ours=() round r o
    for round in {-2..6}; do
        r=$("$native/net" calls "$2" 1600) || die "socat failed"
        o=$("$native/net" calls "$3" 4000) || die "the tap failed"
        [ "$round" -lt 0 ] && continue # warms up
        rival+=("$r") ours+=("$o")
    done
    r=$(median "${rival[@]}") o=$(median "${ours[@]}")
    row "$1" "$o /s" "$r /s" "$(calc "$o / $r")" ">= 1.0" "$o >= $r"
}
compare tcp-connections "$rival_port" "$our_port"
compare unix-connections "$sockets/socat" "$sockets/tap"
