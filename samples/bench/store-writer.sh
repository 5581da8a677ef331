#!/bin/bash
# Rows of 64 bytes that the store alone commits per second, with segments being sealed beside it. The rival is the
# goal itself: what the whole way from an agent needs.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
messages=${STORE_WRITER_MESSAGES:-3000000}
temp_folder work
classes=$(test_classpath) || die "the class path of the tests could not be found out"
"$java" -Xmx256m -cp "$classes" dev.ipcscope.server.store.StoreBench writer "$work/store" "$messages"
