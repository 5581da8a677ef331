#!/bin/bash
# Measures ipcscope against its goals: one line a figure, `name | ours | rival | ratio | goal | met` (or `short`).
#   samples/bench.sh             all
#   samples/bench.sh NAME…       some: a name is a file in samples/bench without .sh
# Figures depend on the machine and on what else it does. Rival and ours run by turns, medians are shown.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
bench=$root/samples/bench

names=("$@")
if [ $# -eq 0 ]; then
    for file in "$bench"/*.sh; do
        name=${file##*/}
        names+=("${name%.sh}")
    done
fi
for name in "${names[@]}"; do
    [[ $name =~ ^[a-z0-9-]+$ ]] && [ -f "$bench/$name.sh" ] || die "there is no figure '$name'; there are: $(cd "$bench" && echo *.sh | sed 's/\.sh//g')"
done

build_if_needed
# what is measured by classes of the tests needs them compiled
(cd "$root" && mvn -B -q test-compile -DskipTests) </dev/null >&2 || die "the tests don't compile"
printf 'name | ours | rival | ratio | goal | met\n'
status=0
for name in "${names[@]}"; do
    bash "$bench/$name.sh" || {
        say "$name: could not be measured (exit code $?)"
        status=1
    }
done
exit $status
