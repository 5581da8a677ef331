# Shared by the scripts pipe-*.sh; to be sourced after lib.bash and wine.bash.

# start_pipes: starts a server of a pipe, the relay in C in front of it, and an agent with a tap of it.
start_pipes() {
    wine_begin
    compile_windows pipe-windows
    temp_folder work
    local wine=("$root/samples/windows/wine.sh" "$wine_prefix")
    real=bench-$$ rival=bench-$$-rival tap=bench-$$-tap
    start "$work/serve.out" "${wine[@]}" "$native/pipe-windows.exe" serve "$real"
    await_line "$work/serve.out" '^ready' 60 $! >/dev/null || die "the pipe's server did not start"
    start "$work/relay.out" "${wine[@]}" "$native/pipe-windows.exe" relay "$rival" "$real"
    await_line "$work/relay.out" '^ready' 60 $! >/dev/null || die "the relay in C did not start"
    start_server server
    start_wine_agent bench "pipe:$tap=$real?keep=4k"
}

# measure ping|stream NUMBER ROUNDS: runs direct, relay and tap by turns; sets $direct, $theirs and $ours to medians.
# Before, the tap runs for as long as it takes a JVM to compile what it runs often.
measure() {
    local round one directs=() rivals=() taps=()
    for round in 1 2 3 4; do
        pipe_client "$1" "$tap" $(($2 * 2)) >/dev/null || die "the tap failed"
    done
    for round in $(seq "$3"); do
        one=$(pipe_client "$1" "$real" "$2") && directs+=("$one") || die "direct failed"
        one=$(pipe_client "$1" "$rival" "$2") && rivals+=("$one") || die "the relay in C failed"
        one=$(pipe_client "$1" "$tap" "$2") && taps+=("$one") || die "the tap failed"
    done
    direct=$(median "${directs[@]}") theirs=$(median "${rivals[@]}") ours=$(median "${taps[@]}")
}

pipe_client() { wine_program "$native/pipe-windows.exe" "$@" </dev/null 2>"$work/client.err" | tr -d '\r' | grep .; }
