#!/bin/bash
# Bulk TCP through a tap that keeps 4 KiB of each chunk, against socat, which keeps nothing. MB/s, medians of 5.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
. "$(dirname "${BASH_SOURCE[0]}")/tcp.bash"
start_relays sink
rival=() ours=()
for _ in 0 1 2 3 4 5; do
    rival+=("$("$native/net" bulk "$rival_port" 1500)") || die "socat failed"
    ours+=("$("$native/net" bulk "$our_port" 1500)") || die "the tap failed"
done
rival=$(median "${rival[@]:1}") # the first round warms up
ours=$(median "${ours[@]:1}")
row tcp-bulk "$ours MB/s" "$rival MB/s" "$(calc "$ours / $rival")" ">= 1.0" "$ours >= $rival"
