#!/bin/bash
# Runs a soak: random traffic and random faults for as long as it takes, checked to the last byte.
#   samples/soak.sh NAME [--short] [--seconds N] [--seed N]
#     taps      connections through taps of all mechanisms of Linux while the server is killed at random
#     pipes     200 Windows clients that come and go through a tap beside their server, under Wine
#     decoders  a million mutated payloads for each decoder, however long that takes; --short: a hundred thousand
# --short takes about half a minute; without it ten minutes. The seed is printed; the same seed sends the same bytes.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
    sed -n '2,7s/^# //p' "$0" >&2
    exit 2
}

name=${1-}
[ $# -gt 0 ] && shift
seconds=600
rounds=1000000
seed=$((RANDOM * 32768 + RANDOM))
while [ $# -gt 0 ]; do
    case $1 in
        --short) seconds=10 rounds=100000 ;;
        --seconds) seconds=${2-}; shift ;;
        --seed) seed=${2-}; shift ;;
        *) usage ;;
    esac
    shift
done
[[ $seconds =~ ^[0-9]{1,6}$ && $seed =~ ^-?[0-9]{1,18}$ ]] || usage
case $name in
    taps) module=server test=TapsSoakIT more=() ;;
    pipes)
        module=agent test=WindowsSuiteIT
        more=(-Dipcscope.all=true -Dipcscope.windows.only='.*PipeSoakTest' -Dipcscope.soak.clients=200)
        ;;
    decoders) ;;
    *) usage ;;
esac

cd "$root" || exit 1
if [ "$name" = decoders ]; then
    say "soak $name: seed $seed, $rounds payloads a decoder"
    exec mvn -B test -pl agent -am -Dtest='*DecoderTest' -Dsurefire.failIfNoSpecifiedTests=false \
        -Dspotless.check.skip=true -Dipcscope.seed="$seed" -Dipcscope.decoder.rounds="$rounds" </dev/null
fi
say "soak $name: seed $seed, $seconds s"
rm -rf ./*/target/failsafe-reports # else Maven finds the failures of an earlier run there
# the unit tests are left out by naming one that doesn't exist
exec mvn -B -q verify -pl "$module" -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
    -Dit.test="$test" -Dfailsafe.failIfNoSpecifiedTests=false -Dspotless.check.skip=true \
    -Dipcscope.seed="$seed" -Dipcscope.soak.seconds="$seconds" "${more[@]}" </dev/null
