# Shared by the figures that are measured under Wine; to be sourced after lib.bash. The prefix stays for the next run.
wine_prefix=$native/wine
programs=$native/windows-programs

# wine_begin: builds the Windows programs; what runs in the prefix is ended with the script.
wine_begin() {
    mkdir -p "$native"
    "$root/samples/windows/build.sh" "$programs" >&2 || die "the Windows programs can't be built: run .ci/install"
    trap 'wine_end; clean_up' EXIT
}

wine_end() { "$root/samples/windows/wine.sh" "$wine_prefix" --stop >/dev/null 2>&1; }

# compile_windows NAME: compiles samples/bench/NAME.c to $native/NAME.exe when it is older.
compile_windows() {
    [ "$native/$1.exe" -nt "$root/samples/bench/$1.c" ] && return
    x86_64-w64-mingw32-gcc -O2 -Wall -o "$native/$1.exe" "$root/samples/bench/$1.c" || die "$1.c does not compile"
}

wine_program() { "$root/samples/windows/wine.sh" "$wine_prefix" "$@"; }

wine_java() { wine_program java "$@"; }

# windows_path PATH: as a Windows program names it.
windows_path() { printf 'Z:%s\n' "${1//\//\\}"; }

# start_wine_agent NAME SPEC…: starts a Windows agent with these taps and waits until they are open; sets $wine_agent.
start_wine_agent() {
    local name=$1
    shift
    printf '%s\n' "$@" >"$work/$name.taps"
    start "$work/$name.out" "$root/samples/windows/wine.sh" "$wine_prefix" java ${agent_java[@]+"${agent_java[@]}"} \
        -jar "$(windows_path "$agent_jar")" --server "$url" --token-file "$(windows_path "$work/token")" \
        --name "$name" --spool "$(windows_path "$work/$name-spool")" --tap-file "$(windows_path "$work/$name.taps")"
    wine_agent=$!
    await_line "$work/$name.out" '^ipcscope-agent: ready ' 90 "$wine_agent" >/dev/null || die "the agent did not start"
    grep -E '^tap .* (failed|waiting) ' "$work/$name.out" >&2 && die "a tap is not open"
    return 0
}
