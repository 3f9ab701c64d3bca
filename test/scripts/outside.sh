#!/bin/sh
# What tools that nobody here wrote say of a running mechanism's log: tessera's
# fsck reads it whole, and litewitness cosigns it as one more witness. Both are
# built by plain go install. Everything listens on loopback, and is stopped by its
# process id. Ends with 77, and the reason in its last line, where it cannot run.
set -eu
cd "$(dirname "$0")/../.."

fsck=github.com/transparency-dev/tessera/cmd/fsck@v1.0.4
litewitness=filippo.io/torchwood/cmd/litewitness@v0.9.0
tools=$PWD/build/tools
dir=$(mktemp -d)
pids=

# unable ends the script where the machine lacks something.
unable() {
	echo "$*"
	exit 77
}

fail() {
	echo "outside: $*" >&2
	exit 1
}

stop() {
	status=$?
	for pid in $pids; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	rm -rf "$dir"
	exit "$status"
}
trap stop EXIT
trap 'exit 1' INT TERM

# until WHAT COMMAND... waits until a command succeeds.
until_() {
	what=$1
	shift
	for _ in $(seq 300); do
		if "$@" >"$dir/until" 2>&1; then
			return 0
		fi
		sleep 0.1
	done
	cat "$dir/until" >&2
	fail "waited 30 s in vain: $what"
}

for name in go python3 sqlite3 ssh-agent ssh-add ssh-keygen curl timeout; do
	command -v "$name" >/dev/null || unable "outside: there is no $name on this machine"
done
mkdir -p "$tools"
for tool in fsck litewitness; do
	if [ ! -x "$tools/$tool" ]; then
		eval "module=\$$tool"
		# shellcheck disable=SC2154 # set by eval
		GOBIN=$tools GOFLAGS=-mod=mod go install "$module" >"$dir/install" 2>&1 ||
			unable "outside: go install $module: $(tail -n 1 "$dir/install")"
	fi
done
[ -x bin/parley ] || go build -trimpath -o bin/parley ./cmd/parley

echo "the demo plays once"
bin/parley demo --once --dir "$dir/demo" --listen 127.0.0.1:7460 >"$dir/demo.out" 2>&1 || {
	cat "$dir/demo.out"
	fail "the demo failed"
}

# origin, address and key of the log, as outside tools take them
python3 - "$dir/demo/host" >"$dir/log" <<'PYTHON'
import base64, hashlib, json, sys
charter = json.load(open(sys.argv[1] + "/charter.json"))
origin, text = charter["host"]["origin"], charter["host"]["key"]
key = bytes.fromhex(text) if len(text) == 64 else base64.b64decode(text)
name = hashlib.sha256(origin.encode() + b"\n\x01" + key).hexdigest()[:8]
print(origin)
print("https://" + json.load(open(sys.argv[1] + "/host.json"))["listen"])
print(origin + "+" + name + "+" + base64.b64encode(b"\x01" + key).decode())
PYTHON
origin=$(sed -n 1p "$dir/log")
address=$(sed -n 2p "$dir/log")
sed -n 3p "$dir/log" >"$dir/log.vkey"

# check_log runs fsck, which may hang on a log that is damaged, and counts its
# success line alone: its exit status says nothing.
check_log() {
	timeout 60 "$tools/fsck" --storage_url="file://$dir/demo/host/log/" --public_key="$dir/log.vkey" --N=2 --ui=false \
		>"$dir/fsck" 2>&1 || true
	line=$(grep -o "Successfully fsck'd log.*" "$dir/fsck") || {
		cat "$dir/fsck"
		fail "fsck does not pass the log"
	}
	echo "fsck: $line"
}
check_log

echo "litewitness is enrolled and started"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
ssh-keygen -q -t ed25519 -N '' -f "$dir/key"
ssh-agent -D -a "$dir/agent.sock" >/dev/null &
pids="$pids $!"
until_ "the agent has the key" env SSH_AUTH_SOCK="$dir/agent.sock" ssh-add -q "$dir/key"
"$tools/litewitness" -name parley.example/outside -db "$dir/witness.db" -ssh-agent "$dir/agent.sock" \
	-key "$(ssh-keygen -lf "$dir/key.pub" | cut -d' ' -f2)" -listen 127.0.0.1:$port >"$dir/witness.out" 2>&1 &
pids="$pids $!"
until_ "litewitness listens" curl -sf http://127.0.0.1:$port/
sqlite3 "$dir/witness.db" "INSERT INTO log VALUES('$origin',0,'47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=');
	INSERT INTO key VALUES('$origin','$(cat "$dir/log.vkey")')"
vkey=$(grep -o 'parley.example/outside+[0-9a-f]*+[A-Za-z0-9+/=]*' "$dir/witness.out" | head -n 1)
[ -n "$vkey" ] || fail "litewitness does not name its key"

echo "the mechanism runs on, with litewitness as a foreign witness"
python3 - "$dir/demo/host/host.json" "$vkey" "$port" <<'PYTHON'
import json, sys
host = json.load(open(sys.argv[1]))
host["foreign"] = [{"url": "http://127.0.0.1:" + sys.argv[3], "vkey": sys.argv[2]}]
json.dump(host, open(sys.argv[1], "w"))
PYTHON
for part in "$dir"/demo/*/; do
	sort=node
	[ -f "$part/host.json" ] && sort=host
	bin/parley "$sort" run --dir "$part" >>"$dir/run.out" 2>&1 &
	pids="$pids $!"
done

# cosigned reports whether the published checkpoint carries the cosignature.
cosigned() {
	curl -skf "$address/log/checkpoint" >"$dir/checkpoint" && grep -q '^— parley.example/outside ' "$dir/checkpoint"
}
until_ "the published checkpoint carries litewitness's cosignature" cosigned
cat "$dir/checkpoint"
before=$(sed -n 2p "$dir/checkpoint")
grown() { cosigned && [ "$(sed -n 2p "$dir/checkpoint")" -gt "$before" ]; }
until_ "a larger one carries it too" grown
check_log
echo "outside: litewitness has cosigned $before and $(sed -n 2p "$dir/checkpoint") entries"
