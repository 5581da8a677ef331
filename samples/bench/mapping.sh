#!/bin/bash
# Snapshot and comparison of a 64 MiB mapping, warm, in MB/s, against a C program that does the same with memcmp.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
compile_c mapping
temp_folder shm /dev/shm
head -c 64M /dev/urandom >"$shm/mapping"
ours=() rival=()
for _ in 1 2 3; do
    rival+=("$("$native/mapping" "$shm/mapping" 31)") || die "the rival failed"
    ours+=("$("$java" -cp "$test_classes" dev.ipcscope.agent.mechanism.mapping.MappingBench "$shm/mapping" 31)") || die "failed"
done
ours=$(median "${ours[@]}")
rival=$(median "${rival[@]}")
row mapping "$ours MB/s" "$rival MB/s" "$(calc "$ours / $rival")" ">= 2000 MB/s" "$ours >= 2000"
