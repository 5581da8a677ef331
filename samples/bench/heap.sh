#!/bin/bash
# A server with 10 million messages and a busy browser in 256 MiB of heap: while the messages come in and after, a
# client asks for pages, filters, a whole payload and the live stream as browsers do.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
messages=${HEAP_MESSAGES:-10000000}
need curl jq
temp_folder work
server_jvm=(-Xmx256m -XX:+ExitOnOutOfMemoryError)
start_server server
start_generator "generate:$messages?rate=150000"
asked=0 failed=0
ask_pages() {
    local path
    for path in / '/?filter=dir:c2s' '/?filter=len%3E1k' '/?filter=nothing' /api/agents '/api/messages?limit=200' \
        '/api/messages?filter=hex:0011&limit=50' /taps /agents; do
        asked=$((asked + 1))
        get "$path" >/dev/null 2>"$work/last-error" || failed=$((failed + 1))
    done
}
deadline=$((SECONDS + 600))
until [ "$(stored_seq generator)" -ge "$messages" ]; do
    kill -0 "$server_pid" 2>/dev/null || break
    [ $SECONDS -lt $deadline ] || break
    ask_pages
done
for _ in 1 2 3; do
    ask_pages
done
stored=$(stored_seq generator)
rss=$(awk '/^VmHWM/ { printf "%.0f", $2 / 1024 }' "/proc/$server_pid/status" 2>/dev/null)
alive=0
kill -0 "$server_pid" 2>/dev/null && alive=1
row heap "$stored messages, $asked pages, $failed failed, ${rss:-no} MiB resident" - - "runs with -Xmx256m" \
    "$alive == 1 && $failed == 0 && ${stored:-0} >= $messages"
[ "$failed" -eq 0 ] || say "last error: $(cat "$work/last-error")"
