#!/bin/sh
# What `parley intake` reaches on the development gold, by the scorer that stands
# beside the checkout (../shared/eval). Prints one line of JSON; with -keep it is
# also written to bench/results.
# Ends with 77, and the reason in its last line, where it cannot run.
set -eu
cd "$(dirname "$0")/../.."

shared=../shared
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM

unable() {
	echo "$*"
	exit 77
}

[ -f $shared/eval/eval_intake.py ] || unable "../shared/eval is not beside this checkout: there is nothing to score against"
command -v python3 >/dev/null || unable "python3 is not installed, which the scorer is written in"

CGO_ENABLED=0 go build -o "$dir/parley" ./cmd/parley
"$dir/parley" intake --json $shared/seeds/*.txt >"$dir/out.json"
python3 $shared/eval/eval_intake.py $shared/eval/gold/claims.json "$dir/out.json" $shared/seeds \
	--entities $shared/eval/gold/entities.json --json | tail -n 1 >"$dir/scores"
texts=$(cat $shared/seeds/*.txt | sha256sum | cut -d' ' -f1)
printf '{"name":"intake-scores","at":"%s","gold":"development","texts_sha256":"%s","scores":%s}\n' \
	"$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$texts" "$(cat "$dir/scores")" >"$dir/line"
cat "$dir/line"
if [ "${1-}" = -keep ]; then
	cp "$dir/line" "bench/results/$(date -u +%Y-%m-%d)-intake-scores.json"
fi
