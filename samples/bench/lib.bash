# Shared by the scripts in this folder; to be sourced. Each prints one line (or more) with `row`.
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
native=$root/samples/target/bench
test_classes=$root/agent/target/test-classes:$root/agent/target/classes

# compile_c NAME: compiles samples/bench/NAME.c to $native/NAME when it is older.
compile_c() {
    mkdir -p "$native"
    [ "$native/$1" -nt "$root/samples/bench/$1.c" ] && return
    command -v gcc >/dev/null || die "gcc is not there: install it (apt-get install gcc libc6-dev)"
    gcc -O2 -Wall -pthread -o "$native/$1" "$root/samples/bench/$1.c" || die "$1.c does not compile"
}

# median NUMBER…
median() { printf '%s\n' "$@" | sort -g | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

# is 'EXPRESSION': true when awk finds it true.
is() { awk "BEGIN { exit !($1) }"; }

# calc 'EXPRESSION' [FORMAT]
calc() { awk "BEGIN { printf \"${2:-%.2f}\", $1 }"; }

# row NAME OURS RIVAL RATIO GOAL EXPRESSION: the last decides between `met` and `short`.
row() {
    local met=short
    is "$6" && met=met
    printf '%s | %s | %s | %s | %s | %s\n' "$1" "$2" "$3" "$4" "$5" "$met"
}

# get PATH: a page or an answer of the server.
get() {
    curl -sSf --max-time 60 -H "Authorization: Bearer $(cat "$work/token")" "${url:-http://127.0.0.1:$server_port}$1"
}

# count_of FILTER messages|bytes: how many messages match, or how many bytes they have.
count_of() {
    curl -sSf --max-time 300 -G -H "Authorization: Bearer $(cat "$work/token")" --data-urlencode "filter=$1" \
        --data count=true "$url/api/query" | sed -n "s/.*\"$2\": *\([0-9]*\).*/\1/p"
}

# await_stored FILTER messages|bytes NUMBER SECONDS: waits until so much is committed.
await_stored() {
    local deadline=$((SECONDS + $4)) now
    until now=$(count_of "$1" "$2") && [ "${now:-0}" -ge "$3" ]; do
        [ $SECONDS -lt $deadline ] || { say "$1: ${now:-0} $2 of $3"; return 1; }
        sleep 0.02
    done
}

# free_port: a port that nobody listens on at this moment.
free_port() {
    local port
    while port=$((20000 + RANDOM % 12000)); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo $port
}

# start_generator SPEC: starts an agent that has the generator, with one tap of it; sets $generator_pid.
start_generator() {
    local classes=$native/generator
    mkdir -p "$classes/META-INF/services"
    "${java%java}javac" -proc:none -d "$classes" -cp "$agent_jar" "$root/samples/bench/generator/Generator.java" ||
        die "the generator does not compile"
    cp "$root"/samples/bench/generator/META-INF/services/* "$classes/META-INF/services/"
    # both lists of mechanisms are read, the jar's and the generator's
    start "$work/generator.out" "$java" -Xmx256m -cp "$agent_jar:$classes" dev.ipcscope.agent.cli.Main \
        --server "$url" --token-file "$work/token" --name generator --spool "$work/generator-spool" \
        --spool-max 20g --tap "$1"
    generator_pid=$!
    await_line "$work/generator.out" '^ipcscope-agent: ready ' 60 "$generator_pid" >/dev/null || die "the generator did not start"
}

# stored_seq AGENT: the sequence number up to which everything of an agent is committed.
stored_seq() { get /api/agents | jq -r --arg n "$1" '[.agents[] | select(.name == $n) | .stored][0] // 0'; }

# await_seq AGENT NUMBER SECONDS: waits until so much of an agent is committed.
await_seq() {
    local deadline=$((SECONDS + $3)) now=0
    until now=$(stored_seq "$1") && [ "${now:-0}" -ge "$2" ]; do
        [ $SECONDS -lt $deadline ] || { say "$1: $now of $2 stored"; return 1; }
        kill -0 "$server_pid" 2>/dev/null || { say "the server has ended"; return 1; }
        sleep 0.1
    done
}

# dropped_by AGENT: messages that the agent lost.
dropped_by() { get /api/agents | jq -r --arg n "$1" '[.agents[] | select(.name == $n) | .counters.dropped // {} | add // 0][0]'; }

need() {
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null || die "$program is not there: install it (apt-get install $program)"
    done
}

# test_classpath: what the server's tests are run with; found out once after each change of a pom.
test_classpath() {
    local file=$root/server/target/test.classpath
    if [ ! -f "$file" ] || [ -n "$(find "$root"/pom.xml "$root"/*/pom.xml -newer "$file" -print -quit)" ]; then
        (cd "$root" && mvn -B -q -pl server -am test-compile dependency:build-classpath \
            -Dmdep.outputFile="$file" -Dmdep.includeScope=test) </dev/null >&2 || return 1
    fi
    printf '%s:%s:%s\n' "$root/server/target/test-classes" "$root/server/target/classes" "$(cat "$file")"
}
