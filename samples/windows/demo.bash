# The Windows half of demo.sh, under Wine; to be sourced by it. A Windows agent beside the Linux server, and Windows
# programs that it taps. All of them run in a prefix of their own and are ended with it.
wine_prefix=$root/samples/target/wine
windows_programs=$root/samples/target/windows-programs
wine=$root/samples/windows/wine.sh

# windows_path PATH: as a Windows program names it.
windows_path() { printf 'Z:%s\n' "${1//\//\\}"; }

# windows_sample OUTPUT PROGRAM ARGUMENTS…: starts one and waits until it is ready.
windows_sample() {
    start "$work/out/$1" "$wine" "$wine_prefix" "$windows_programs/$2.exe" "${@:3}"
    await_line "$work/out/$1" '^ready' 60 $! >/dev/null || die "the Windows program $2 did not start"
}

windows_end() { "$wine" "$wine_prefix" --stop >/dev/null 2>&1; }

# windows_demo: starts programs and agent.
windows_demo() {
    command -v wine >/dev/null || die "wine is not there: .ci/install installs it with a Windows JVM"
    mkdir -p "$root/samples/target"
    "$root/samples/windows/build.sh" "$windows_programs" >&2 || die "the Windows programs can't be built"
    say "starting Windows programs and an agent under Wine …"
    windows_sample windows.telemetry telemetry 'Local\Telemetry' 100 86400
    cat >"$work/windows.taps" <<TAPS
mapping:Local\\Telemetry?every=50ms&layout=$(windows_path "$root/samples/layouts/telemetry.layout")&name=Telemetry
mapping:DBWIN_BUFFER?name=Debug output
TAPS
    start "$work/windows.out" "$wine" "$wine_prefix" java "${small_jvm[@]}" -jar "$(windows_path "$agent_jar")" \
        --server "$url" --token-file "$(windows_path "$work/token")" --name windows \
        --spool "$(windows_path "$work/windows-spool")" --tap-file "$(windows_path "$work/windows.taps")"
    await_line "$work/windows.out" '^ipcscope-agent: ready ' 90 $! >/dev/null || die "the Windows agent did not start"
    if grep -E '^tap .* (failed|waiting) ' "$work/windows.out" >&2; then
        die "a Windows tap is not open"
    fi
    windows_sample windows.debug debugtalker 1000000 700
}
