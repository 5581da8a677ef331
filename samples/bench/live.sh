#!/bin/bash
# At 20,000 messages a second: the age of the newest row when a headless Chromium has painted it, counted from its
# commit, of which the server's flight recording tells.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
need curl jq chromium chromedriver
seconds=75
temp_folder work
server_jvm=("-XX:StartFlightRecording=settings=none,dev.ipcscope.Commit#enabled=true")
start_server server
classpath=$(test_classpath) || die "the class path can't be found"
start_generator "generate:$((20000 * (seconds + 30)))?rate=20000"
line=$("$java" -cp "$classpath" dev.ipcscope.server.it.LiveBench "$url/?token=$(cat "$work/token")" $seconds "$server_pid" \
    2>"$work/live.err") || die "the browser failed: $(tail -n 5 "$work/live.err")"
read -r median p99 frames newest <<<"$line"
row live "$p99 ms at p99, $median ms median, $frames frames, row $newest" - - "<= 300 ms at p99" "$p99 <= 300"
