#!/bin/bash
# Start of the server to its first page, in seconds: from the start of the process to the whole answer of GET /.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
need curl
temp_folder work
server_port=$(free_port)
ours=()
for round in 1 2 3 4 5; do
    begin=$(date +%s.%N)
    start "$work/server$round" "$java" -jar "$server_jar" serve --port "$server_port" --data "$work/data" \
        --token-file "$work/token" --spool "$work/spool"
    server_pid=$!
    tries=400
    until get / >/dev/null 2>&1; do
        kill -0 "$server_pid" 2>/dev/null && [ $((tries -= 1)) -gt 0 ] || die "no page came: $(cat "$work/server$round.err")"
        sleep 0.02
    done
    ours+=("$(calc "$(date +%s.%N) - $begin")")
    stop_pid "$server_pid"
done
ours=$(median "${ours[@]}")
row start "$ours s" - - "<= 2 s" "$ours <= 2"
