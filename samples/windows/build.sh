#!/bin/bash
# Compiles the Windows programs of this folder with mingw into FOLDER.
#   build.sh FOLDER
set -euo pipefail
command -v x86_64-w64-mingw32-gcc >/dev/null || {
    echo "build.sh: x86_64-w64-mingw32-gcc is missing: apt-get install gcc-mingw-w64-x86-64" >&2
    exit 3
}
mkdir -p "$1"
for source in "$(dirname "$0")"/*.c; do
    program="$1/$(basename "${source%.c}").exe"
    if [ ! "$program" -nt "$source" ]; then
        x86_64-w64-mingw32-gcc -O2 -Wall "$source" -o "$program" -lole32 -loleaut32 -luuid -lrpcrt4 -luser32 -lws2_32
    fi
done
