#!/bin/bash
# A stream of 64 KiB writes over a named pipe under Wine, through a tap that keeps 4 KiB of each chunk and through the
# least that a relay in C can be, which keeps nothing: MB/s, medians of 9 runs by turns. Direct is shown beside.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
. "$(dirname "${BASH_SOURCE[0]}")/wine.bash"
. "$(dirname "${BASH_SOURCE[0]}")/pipe.bash"
start_pipes
measure stream "${PIPE_MEBIBYTES:-64}" 9
row pipe-bulk "$ours MB/s" "$theirs MB/s (direct $direct)" "$(calc "$ours / $theirs")" ">= 0.6" "$ours >= 0.6 * $theirs"
