#!/bin/bash
# Round trip of 64 bytes over a named pipe under Wine, through a tap and through the least that a relay in C can be:
# microseconds, medians of 9 runs by turns. Direct is shown beside.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
. "$(dirname "${BASH_SOURCE[0]}")/wine.bash"
. "$(dirname "${BASH_SOURCE[0]}")/pipe.bash"
start_pipes
measure ping "${PIPE_PINGS:-3000}" 9
row pipe-rtt "$ours us" "$theirs us (direct $direct)" "$(calc "$ours / $theirs")" "<= 1.3" "$ours <= 1.3 * $theirs"
