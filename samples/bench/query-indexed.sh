#!/bin/bash
# The first page of filters of indexed terms in 10 million messages, also of ones that match nothing, in 256 MiB of heap.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
messages=${QUERY_INDEXED_MESSAGES:-10000000}
temp_folder work
classes=$(test_classpath) || die "the class path of the tests could not be found out"
"$java" -Xmx256m -cp "$classes" dev.ipcscope.server.store.StoreBench indexed "$work/store" "$messages"
