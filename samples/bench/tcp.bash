# Shared by the scripts tcp-*.sh; to be sourced after lib.bash.

# start_relays sink|echo [SPEC SOCKET]: starts that end, socat and a server with a tap, both in front of it; sets
# $rival_port and $our_port. With one more tap of that spec and the same end once more at a Unix socket, if so wished.
start_relays() {
    local line more=()
    command -v socat >/dev/null || die "socat is not there: install it (apt-get install socat)"
    compile_c net
    temp_folder work
    start "$work/end.out" "$native/net" "$1" 0
    line=$(await_line "$work/end.out" '^port ' 10 $!) || die "the $1 did not start"
    local end=${line#port }
    if [ $# -gt 1 ]; then
        start "$work/end-unix.out" "$native/net" "$1" "$3"
        await_line "$work/end-unix.out" '^port ' 10 $! >/dev/null || die "the $1 did not start"
        more=(--tap "$2")
    fi
    start_server server --tap "tcp:127.0.0.1:0=127.0.0.1:$end?keep=4k" ${more[@]+"${more[@]}"}
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
