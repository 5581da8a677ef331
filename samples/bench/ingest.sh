#!/bin/bash
# 64-byte messages acknowledged after commit, the whole way from an agent to SQLite, with the generator of the messages
# on the same machine. The rival is the goal itself. Time runs from the first message to the commit of the last.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
messages=${INGEST_MESSAGES:-3000000}
need curl jq
rates=()
lost=0
for _ in 1 2 3; do
    temp_folder work
    start_server server
    start_generator "generate:$messages?rate=${INGEST_RATE:-400000}"
    begin=$(date +%s.%N)
    await_seq generator "$messages" 120 || die "not everything was stored"
    rates+=("$(calc "$messages / ($(date +%s.%N) - $begin)" %.0f)")
    lost=$((lost + $(dropped_by generator)))
    stop_pid "$generator_pid" "$server_pid"
    rm -rf "$work"
done
ours=$(median "${rates[@]}")
row ingest "$ours /s, $lost lost" - - ">= 250000 /s" "$ours >= 250000 && $lost == 0"
