#!/bin/bash
# Filters that look into payloads of 10 million messages, in 256 MiB of heap: time to the first progress, and rows/s.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
messages=${QUERY_SCAN_MESSAGES:-10000000}
temp_folder work
classes=$(test_classpath) || die "the class path of the tests could not be found out"
"$java" -Xmx256m -cp "$classes" dev.ipcscope.server.store.StoreBench scan "$work/store" "$messages"
