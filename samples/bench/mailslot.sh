#!/bin/bash
# Messages of 64 bytes through a mailslot tap, against the least that a relay in C can be, both under Wine: messages a
# second as the reader sees them, medians of 7 runs by turns, after three of the tap alone. Direct is shown beside.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
. "$(dirname "${BASH_SOURCE[0]}")/wine.bash"
messages=${MAILSLOT_MESSAGES:-20000}
wine_begin
temp_folder work
wine=("$root/samples/windows/wine.sh" "$wine_prefix")
real=bench-$$ rival=bench-$$-rival tap=bench-$$-tap

# start_reader: one of $real; sets $reader. Under Wine a name lives as long as somebody has it open.
start_reader() {
    local deadline=$((SECONDS + 30))
    while [ $SECONDS -lt $deadline ]; do
        start "$work/reader.out" "${wine[@]}" "$programs/mailslotreader.exe" "$real" quiet
        reader=$!
        await_line "$work/reader.out" '^(ready|create error 183)' 30 "$reader" | grep -q ready && return
    done
    return 1
}

# run NAME: a reader of $real while a writer fills NAME; sets $rate to messages a second.
run() {
    local reader relay= seconds
    start_reader || return 1
    if [ "$1" = "$rival" ]; then
        start "$work/relay.out" "${wine[@]}" "$programs/mailslotrelay.exe" "$rival" "$real"
        relay=$!
        await_line "$work/relay.out" '^ready' 30 "$relay" >/dev/null || return 1
    fi
    await_front "$1" || return 1
    wine_program "$programs/mailslotwriter.exe" "\\\\.\\mailslot\\$1" open "n:$messages:64" t:END \
        >"$work/writer.out" 2>/dev/null </dev/null
    wait "$reader"
    [ -n "$relay" ] && stop_pid "$relay"
    seconds=$(sed -n "s/^messages $messages bytes .* seconds \([0-9.]*\).*/\1/p" "$work/reader.out")
    [ -n "$seconds" ] && rate=$(calc "$messages / $seconds" %.0f)
}

# await_front NAME: until it can be opened.
await_front() {
    local deadline=$((SECONDS + 30))
    until wine_program "$programs/mailslotwriter.exe" "\\\\.\\mailslot\\$1" open 2>/dev/null </dev/null | tr -d '\r' | grep -qx open; do
        [ $SECONDS -lt $deadline ] || return 1
    done
}

start_server server
start_reader || die "the reader did not start"
start_wine_agent bench "mailslot:$tap=$real"
stop_pid "$reader"

for round in 1 2 3; do
    run "$tap" || die "the tap failed"
done
direct=() theirs=() ours=()
for round in {1..7}; do
    run "$real" || die "direct failed"
    direct+=("$rate")
    run "$rival" || die "the relay in C failed"
    theirs+=("$rate")
    run "$tap" || die "the tap failed"
    ours+=("$rate")
done
direct=$(median "${direct[@]}") theirs=$(median "${theirs[@]}") ours=$(median "${ours[@]}")
row mailslot "$ours /s" "$theirs /s (direct $direct)" "$(calc "$ours / $theirs")" ">= 0.6" "$ours >= 0.6 * $theirs"
