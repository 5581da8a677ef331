#!/bin/bash
# Comparison of a 64 MiB section of a foreign program, warm, in MB/s, in a Windows JVM under Wine, against a C program
# that does the same with memcmp.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
. "$(dirname "${BASH_SOURCE[0]}")/wine.bash"
wine_begin
compile_windows mapping-windows
temp_folder work
name=ipcscope-bench-$$
mkfifo "$work/say" || die "no FIFO can be made in $work"
wine_program "$programs/memory.exe" make "$name" 67108864 <"$work/say" >"$work/memory.out" 2>/dev/null &
pids+=($!)
holder=$!
exec 8>"$work/say"
await_line "$work/memory.out" '^ready ' 60 "$holder" >/dev/null || die "the section was not made"
echo fill >&8
await_line "$work/memory.out" '^done' 60 "$holder" >/dev/null || die "the section was not filled"
ours=() rival=()
for _ in 1 2 3; do
    rival+=("$(wine_program "$native/mapping-windows.exe" "$name" 31 | tr -d '\r')") || die "the rival failed"
    ours+=("$(wine_java -cp "$(windows_path "$root/agent/target/test-classes");$(windows_path "$agent_jar")" \
        dev.ipcscope.agent.mechanism.mapping.MappingBench "Local\\$name" 31 | tr -d '\r')") || die "failed"
done
exec 8>&-
ours=$(median "${ours[@]}")
rival=$(median "${rival[@]}")
row mapping-windows "$ours MB/s" "$rival MB/s" "$(calc "$ours / $rival")" ">= 3000 MB/s" "$ours >= 3000"
