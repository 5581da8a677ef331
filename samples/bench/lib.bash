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
    gcc -O2 -Wall -o "$native/$1" "$root/samples/bench/$1.c" || die "$1.c does not compile"
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
