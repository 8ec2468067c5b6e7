#!/bin/sh
# Runs the fuzzers of Fuzzing/, two at once: fuzz.sh SECONDS [FUZZER …]. What they find, and what they learn, lies in a
# temporary directory, which is named; the seeds in Fuzzing/Corpus are left alone.
set -eu

seconds=$1
shift
root=$(cd "$(dirname "$0")/.." && pwd)
[ $# -gt 0 ] || set -- PacketFuzzer ReassemblyFuzzer HelloFuzzer ReceivedFuzzer \
  ReplyFuzzer ObserverFuzzer DotStufferFuzzer SASLFuzzer \
  MessageFuzzer AddressFuzzer EncodedWordFuzzer ParameterFuzzer DKIMFuzzer

cd "$root"
build="${SWIFT:-swift} build -c release --package-path Fuzzing -Xswiftc -sanitize=fuzzer -Xswiftc -enable-testing"
for fuzzer in "$@"; do
  $build --product "$fuzzer"
done
bin=$($build --show-bin-path)
work=$(mktemp -d "${TMPDIR:-/tmp}/sealpost-fuzz.XXXXXX")
printf 'fuzz: artefacts and logs in %s\n' "$work" >&2

# Swift's own handler of crashes would keep libFuzzer from writing what it found.
export SWIFT_BACKTRACE=enable=no

run() {
  mkdir -p "$work/$1"
  "$bin/$1" -max_total_time="$seconds" -max_len=8192 -rss_limit_mb=2048 -timeout=10 -print_final_stats=1 \
    -artifact_prefix="$work/$1-" "$work/$1" "Fuzzing/Corpus/$1" >"$work/$1.log" 2>&1 || {
    printf 'fuzz: %s found something:\n' "$1" >&2
    tail -n 30 "$work/$1.log" >&2
    return 1
  }
  printf '%s: %s\n' "$1" "$(grep 'number_of_executed_units' "$work/$1.log")"
}

failed=0
while [ $# -gt 0 ]; do
  run "$1" &
  first=$!
  shift
  if [ $# -gt 0 ]; then
    run "$1" || failed=1
    shift
  fi
  wait "$first" || failed=1
done
exit "$failed"
