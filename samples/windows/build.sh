#!/bin/bash
# Compiles the Windows programs of this folder with mingw into FOLDER.
#   build.sh FOLDER
# A NAME.idl becomes NAME.h, NAME_c.c and NAME_s.c in FOLDER/idl; a program that needs one of these stubs says so in its
# first comment: "Stubs: NAME_s.c"; one that needs a larger stack says "Stack: BYTES". A typelib/NAME.idl becomes FOLDER/idl/NAME.h and the type library FOLDER/NAME.tlb.
set -euo pipefail
for tool in x86_64-w64-mingw32-gcc:gcc-mingw-w64-x86-64 widl:mingw-w64-tools; do
    command -v "${tool%%:*}" >/dev/null || command -v "x86_64-w64-mingw32-${tool%%:*}" >/dev/null || {
        echo "build.sh: ${tool%%:*} is missing: apt-get install ${tool##*:}" >&2
        exit 3
    }
done
here="$(cd "$(dirname "$0")" && pwd)"
widl="$(command -v x86_64-w64-mingw32-widl || command -v widl)"
mkdir -p "$1/idl/wine"
out="$(cd "$1" && pwd)"
# The stubs include it for compilers without exceptions of their own; with USE_COMPILER_EXCEPTIONS nothing of it is used.
: >"$out/idl/wine/exception.h"

for idl in "$here"/*.idl; do
    name="$(basename "${idl%.idl}")"
    if [ ! "$out/idl/$name.h" -nt "$idl" ]; then
        # -Oicf: stubs that the compiler can translate without Wine's own headers.
        "$widl" --win64 -Oicf -h -H "$out/idl/$name.h.new" "$idl"
        "$widl" --win64 -Oicf -c -C "$out/idl/${name}_c.c" -H "$name.h" "$idl"
        "$widl" --win64 -Oicf -s -S "$out/idl/${name}_s.c" -H "$name.h" "$idl"
        mv "$out/idl/$name.h.new" "$out/idl/$name.h"
    fi
done

# IDispatch and its kin stand in a type library of Wine's, which widl looks for; their C declarations are mingw's.
for idl in "$here"/typelib/*.idl; do
    name="$(basename "${idl%.idl}")"
    if [ "$name" != oaidl ] && [ ! "$out/$name.tlb" -nt "$idl" ]; then
        standard="$(find -L /usr/lib /opt -name stdole2.tlb -path '*x86_64-windows*' -print -quit 2>/dev/null || true)"
        [ -n "$standard" ] || {
            echo "build.sh: stdole2.tlb is missing: apt-get install wine64" >&2
            exit 3
        }
        for what in h tlb; do
            "$widl" --win64 "-${what:0:1}" -I "$here/typelib" -L "$(dirname "$standard")" -o "$out/idl/$name.$what" "$idl"
        done
        mv "$out/idl/$name.tlb" "$out/$name.tlb"
    fi
done

for source in "$here"/*.c; do
    program="$out/$(basename "${source%.c}").exe"
    if [ ! "$program" -nt "$source" ]; then
        stubs="$(sed -n '1,/\*\//s|.*Stubs: \([a-z_]*\.c\).*|\1|p' "$source")"
        stack="$(sed -n '1,/\*\//s|.*Stack: \([0-9]*\).*|\1|p' "$source")"
        x86_64-w64-mingw32-gcc -O2 -Wall ${stack:+"-Wl,--stack,$stack"} -I"$out/idl" "$source" -o "$program" \
            ${stubs:+-DUSE_COMPILER_EXCEPTIONS -Wno-unused-variable "$out/idl/$stubs"} \
            -lole32 -loleaut32 -luuid -lrpcrt4 -luser32 -lws2_32 -ladvapi32
    fi
done
