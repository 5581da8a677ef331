# Shared by demo.sh, bench.sh and soak.sh: building, starting and ending processes. To be sourced.
#
# Each process that is started here is a child of the script and is ended by its number; the folders made here are
# removed at the end. Nothing else is touched.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
server_jar=$root/server/target/ipcscope.jar
agent_jar=$root/agent/target/ipcscope-agent.jar
samples_jar=$root/samples/target/samples.jar
# shellcheck disable=SC2034 # used by those who source this
small_jvm=(-Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
pids=()
folders=()
sleeper=
building=

say() { printf '%s\n' "$*" >&2; }

die() {
    say "${0##*/}: $*"
    exit 1
}

# Builds the jars when one is missing or older than a source.
build_if_needed() {
    command -v "$java" >/dev/null || die "java is not there: install a JDK 17 (apt-get install openjdk-17-jdk-headless)"
    local jar stale=
    for jar in "$server_jar" "$agent_jar" "$samples_jar"; do
        if [ ! -f "$jar" ]; then
            stale=1
        elif [ -n "$(find "$root"/pom.xml "$root"/{agent,web,samples,server}/{pom.xml,src/main} -type f -newer "$jar" -print -quit)" ]; then
            stale=1
        fi
    done
    [ -z "$stale" ] && return
    command -v mvn >/dev/null || die "mvn is not there: install Maven (apt-get install maven)"
    say "building (mvn -q -DskipTests package) …"
    # In the background, so that a signal is answered at once; and what isn't finished must not be taken for a jar.
    building=1
    (cd "$root" && exec mvn -B -q -DskipTests package) </dev/null >&2 &
    pids+=($!)
    wait "$!" || die "the build failed; see above"
    building=
    pids=()
    touch "$server_jar" "$agent_jar" "$samples_jar"
}

# temp_folder VARIABLE [PARENT]: makes a folder that is removed at the end.
temp_folder() {
    local made
    made=$(mktemp -d "${2:-${TMPDIR:-/tmp}}/ipcscope.XXXXXXXX") || die "no folder can be made in ${2:-${TMPDIR:-/tmp}}"
    folders+=("$made")
    printf -v "$1" %s "$made"
}

# start OUTPUT COMMAND…: starts a process in the background; its stdout goes to OUTPUT, its stderr to OUTPUT.err.
# The number is in $!.
start() {
    local output=$1
    shift
    : >"$output"
    "$@" >"$output" 2>"$output.err" </dev/null &
    pids+=($!)
}

# await_line OUTPUT REGEX SECONDS PID: waits for a line and prints it; fails when the process ends before.
await_line() {
    local tries=$(($3 * 20)) line
    while true; do
        line=$(grep -a -m 1 -E -- "$2" "$1" 2>/dev/null) && break
        if ! kill -0 "$4" 2>/dev/null || [ $((tries -= 1)) -lt 0 ]; then
            say "'$2' did not appear in ${1##*/}; the last lines it wrote:"
            tail -n 20 "$1" "$1.err" >&2
            return 1
        fi
        sleep 0.05
    done
    printf '%s\n' "$line"
}

# stop_pid PID…: asks to end, waits up to 8 s, then kills.
stop_pid() {
    local pid tries=160 alive
    kill "$@" 2>/dev/null
    while [ $((tries -= 1)) -ge 0 ]; do
        alive=
        for pid in "$@"; do
            kill -0 "$pid" 2>/dev/null && alive=1
        done
        [ -z "$alive" ] && break
        sleep 0.05
    done
    [ -n "$alive" ] && kill -9 "$@" 2>/dev/null
    for pid in "$@"; do
        wait "$pid" 2>/dev/null
    done
}

# pause SECONDS: as sleep, but a signal is answered at once.
pause() {
    sleep "$1" &
    sleeper=$!
    wait "$sleeper"
    sleeper=
}

# Ends what was started, newest first in one go, and removes the folders. For the EXIT trap.
clean_up() {
    trap '' INT TERM HUP
    [ -n "$sleeper" ] && kill "$sleeper" 2>/dev/null
    [ ${#pids[@]} -gt 0 ] && stop_pid "${pids[@]}"
    [ -n "$building" ] && rm -f -- "$server_jar"
    [ ${#folders[@]} -gt 0 ] && rm -rf -- "${folders[@]}"
    pids=()
    folders=()
}

# start_server NAME [ARGUMENTS…]: starts a server below $work and sets $server_pid and $url.
start_server() {
    local name=$1 line
    shift
    start "$work/$name.out" "$java" ${server_jvm[@]+"${server_jvm[@]}"} -jar "$server_jar" serve --port "${server_port:-0}" \
        --data "$work/data" --token-file "$work/token" --spool "$work/spool" "$@"
    server_pid=$!
    line=$(await_line "$work/$name.out" '^ipcscope: ready ' 60 "$server_pid") || die "the server did not start"
    url=${line#ipcscope: ready }
    url=${url%%\?*}
    url=${url%/}
}

# endpoint_of OUTPUT MECHANISM: the endpoint of the first open tap of a mechanism.
endpoint_of() {
    sed -n "s/^tap $2:.* open \(.*\)$/\1/p" "$1" | head -n 1
}

# ask FILTER [ARGUMENTS…]: asks the server.
ask() {
    "$java" "${small_jvm[@]}" -jar "$server_jar" query "$@" --server "$url" --token-file "$work/token"
}
