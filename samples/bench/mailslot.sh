#!/bin/bash
# Messages of 64 bytes through a mailslot tap, against the least that a relay in C can be, both under Wine: messages a
# second as the reader sees them, medians of 5 runs by turns. Direct is shown beside.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
windows=$root/samples/windows
programs=$native/windows
messages=20000
"$windows/build.sh" "$programs" || die "the Windows programs don't compile"
temp_folder work
wine() { "$windows/wine.sh" "$work/wine" "$@" </dev/null; }
wine cmd /c rem >/dev/null 2>&1 || die "Wine doesn't start"

# run NAME: a reader of "bench-real" while a writer fills NAME; sets $rate to messages a second.
run() {
    local reader relay= seconds tries=10
    # a relay's handle keeps the name for a moment after the reader before (error 183)
    until start "$work/reader.out" "$windows/wine.sh" "$work/wine" "$programs/mailslotreader.exe" bench-real quiet &&
        reader=$! && await_line "$work/reader.out" '^ready' 30 "$reader" >/dev/null 2>&1; do
        [ $((tries -= 1)) -gt 0 ] || { tail -n 5 "$work/reader.out" >&2; return 1; }
    done
    case $1 in
        bench-front-c)
            start "$work/relay.out" "$windows/wine.sh" "$work/wine" "$programs/mailslotrelay.exe" bench-front-c bench-real
            relay=$!
            await_line "$work/relay.out" '^ready' 30 "$relay" >/dev/null || return 1
            ;;
        bench-front-java) await_front "$work/front.out" || return 1 ;;
    esac
    wine "$programs/mailslotwriter.exe" "\\\\.\\mailslot\\$1" open "n:$messages:64" t:END >"$work/writer.out" 2>/dev/null
    wait "$reader"
    [ -n "$relay" ] && stop_pid "$relay"
    seconds=$(sed -n "s/^messages $messages bytes .* seconds \([0-9.]*\).*/\1/p" "$work/reader.out")
    [ -n "$seconds" ] && rate=$(calc "$messages / $seconds" %.0f)
}

# await_front FILE: until the tap's front can be opened.
await_front() {
    local deadline=$((SECONDS + 30))
    until wine "$programs/mailslotwriter.exe" '\\.\mailslot\bench-front-java' open >"$1" 2>/dev/null &&
        grep -q '^open.$\|^open$' "$1"; do
        [ $SECONDS -lt $deadline ] || return 1
    done
}

start_server server
printf '%s\n' 'mailslot:bench-front-java=bench-real' >"$work/taps"
start "$work/agent.out" "$windows/wine.sh" "$work/wine" java -jar "Z:${agent_jar//\//\\}" --server "$url" \
    --token-file "Z:${work//\//\\}\\token" --name bench --spool "Z:${work//\//\\}\\spool" \
    --tap-file "Z:${work//\//\\}\\taps"
await_line "$work/agent.out" '^ipcscope-agent: ready ' 60 $! >/dev/null || die "the agent did not start"

direct=() rival=() ours=()
for round in 0 1 2 3 4 5; do
    run bench-real || die "direct failed"
    d=$rate
    run bench-front-c || die "the relay in C failed"
    r=$rate
    run bench-front-java || die "the tap failed"
    o=$rate
    [ "$round" = 0 ] && continue # warms up
    direct+=("$d") rival+=("$r") ours+=("$o")
done
r=$(median "${rival[@]}") o=$(median "${ours[@]}")
say "mailslot: direct $(median "${direct[@]}") messages/s"
row mailslot "$o msg/s" "$r msg/s" "$(calc "$o / $r")" ">= 0.6" "$o >= 0.6 * $r"
wine --stop
