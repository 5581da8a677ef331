#!/bin/bash
# A call of an out-of-process COM server under Wine through a tap, beside the same call directly: microseconds for a call by
# the virtual table, with one by name in brackets; medians of 5 runs each.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
. "$(dirname "${BASH_SOURCE[0]}")/wine.bash"
calls=${COM_CALLS:-500}
wine_begin
temp_folder work
shelf() { wine_program "$programs/$1.exe" "${@:2}" </dev/null 2>/dev/null | tr -d '\r'; }

# measure: 5 runs after one that warms up; sets $table and $name.
measure() {
    local round said tables=() names=()
    for round in 0 1 2 3 4 5; do
        said=$(shelf shelfclient "calls:$calls")
        [[ $said =~ table\ ([0-9.]+)[[:space:]]+name\ ([0-9.]+) ]] || die "the client failed: $said"
        [ "$round" = 0 ] && continue
        tables+=("${BASH_REMATCH[1]}") names+=("${BASH_REMATCH[2]}")
    done
    table=$(median "${tables[@]}") name=$(median "${names[@]}")
}

shelf shelfserver -RegServer | grep -q '^registered 00000000' || die "the server can't be registered"
measure
direct=$table direct_name=$name
start_server server
start_wine_agent com com:Ipcscope.Shelf
measure
stop_pid "$wine_agent"
shelf shelfserver -UnregServer >/dev/null
printf 'com-call | %s us (by name %s) | %s us (by name %s) | %s | - | -\n' "$table" "$name" "$direct" "$direct_name" \
    "$(calc "$table / $direct")"
