#!/bin/bash
# Bulk TCP through a tap that keeps everything under policy=block: MB of payload stored and acknowledged per second,
# against a C program that appends as many random bytes with fdatasync each 64 MiB to the same file system. By turns,
# median of 5 after a round to warm up. The rival's file is deleted after each round, so that it writes to memory the
# machine already has: the best it can do. Rounds of 512 MiB would all lie in the first seconds of the server's JVM and
# measure its compilers, too (server/RATIONALE.md); BLOCK_BULK_MIB sets another size.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
mib=${BLOCK_BULK_MIB:-2048}
need curl
compile_c net
compile_c append
temp_folder work
start "$work/sink" "$native/net" sink 0
sink=$(await_line "$work/sink" '^port ' 5 $!) || exit 1
server_jvm=(-Xmx256m)
start_server server --tap "tcp:127.0.0.1:0=127.0.0.1:${sink#port }?policy=block"
front=$(endpoint_of "$work/server.out" tcp)
ours=() rival=()
stored=0
for _ in 0 1 2 3 4 5; do
    rival+=("$("$native/append" "$work/rival" "$mib")") || die "the rival failed"
    rm -f "$work/rival"
    begin=$(date +%s.%N)
    "$native/net" bulk "${front##*:}" "$mib" >/dev/null || die "the sender failed"
    stored=$((stored + mib * 1048576))
    await_stored 'kind:data dir:c2s' bytes $stored 300 || die "not everything was stored"
    ours+=("$(calc "$mib * 1.048576 / ($(date +%s.%N) - $begin)" %.0f)")
done
gaps=$(count_of 'kind:gap' messages)
ours=$(median "${ours[@]:1}")
rival=$(median "${rival[@]:1}")
ratio=$(calc "$ours / $rival")
row block-bulk "$ours MB/s, $gaps gaps, -Xmx256m" "$rival MB/s" "$ratio" ">= 0.5, no gap" "$ratio >= 0.5 && $gaps == 0"
