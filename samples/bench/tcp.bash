# Shared by tcp-bulk.sh and tcp-rtt.sh; to be sourced after lib.bash.

# start_relays sink|echo: starts that end, socat and a server with a tap, both in front of it; sets $rival_port and
# $our_port.
start_relays() {
    local line
    command -v socat >/dev/null || die "socat is not there: install it (apt-get install socat)"
    compile_c net
    temp_folder work
    start "$work/end.out" "$native/net" "$1" 0
    line=$(await_line "$work/end.out" '^port ' 10 $!) || die "the $1 did not start"
    local end=${line#port }
    start_server server --tap "tcp:127.0.0.1:0=127.0.0.1:$end?keep=4k"
    our_port=$(endpoint_of "$work/server.out" tcp)
    our_port=${our_port##*:}
    start_socat "$end"
}

# Takes a port that was free a moment ago; another one when somebody was faster.
start_socat() {
    local tries pid
    for tries in 1 2 3 4 5; do
        rival_port=$((20000 + RANDOM % 10000 + tries))
        start "$work/socat.out" socat -d -d "TCP-LISTEN:$rival_port,bind=127.0.0.1,reuseaddr,fork,nodelay" "TCP:127.0.0.1:$1,nodelay"
        pid=$!
        for _ in {1..60}; do
            grep -q 'listening on' "$work/socat.out.err" && return
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.05
        done
    done
    die "socat did not start: $(tail -n 1 "$work/socat.out.err")"
}
