#!/bin/bash
# Round trip of 64 bytes over TCP through a tap, against socat's: median and 99th percentile in microseconds, medians
# of 41 short runs each: whether the kernel keeps all that talk on one processor or spreads them over two makes 36 us or
# 90 of the same program, and it changes its mind every few seconds.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
. "$(dirname "${BASH_SOURCE[0]}")/tcp.bash"
start_relays echo
rival=() rival99=() ours=() ours99=()
for round in {0..43}; do
    read -r r r99 < <("$native/net" ping "$rival_port" 4000) || die "socat failed"
    read -r o o99 < <("$native/net" ping "$our_port" 4000) || die "the tap failed"
    [ "$round" -lt 3 ] && continue # warms up
    rival+=("$r") rival99+=("$r99") ours+=("$o") ours99+=("$o99")
done
r=$(median "${rival[@]}") r99=$(median "${rival99[@]}") o=$(median "${ours[@]}") o99=$(median "${ours99[@]}")
row tcp-rtt "$o us" "$r us" "$(calc "$o / $r")" "<= 1.0" "$o <= $r"
row tcp-rtt-p99 "$o99 us" "$r99 us" "$(calc "$o99 / $r99")" "<= 1.5" "$o99 <= 1.5 * $r99"
