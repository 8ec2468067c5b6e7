#!/bin/sh
# Installs what the sending benchmark needs and builds the peers that can be built, into Benchmarks/.peers. What could
# not be done is written beside them, for the table: PEER.skipped. README.md names the variables that it heeds.
set -u
cd "$(dirname "$0")"
peers=$(cd .. && pwd)/.peers
mkdir -p "$peers"
log="$peers/setup.log"
: >"$log"

say() { printf 'peers: %s\n' "$*" >&2; }

# skip PEER REASON
skip() {
  printf '%s\n' "$2" >"$peers/$1.skipped"
  rm -f "$peers/$1"
  say "$1 is skipped: $2"
}

if command -v apt-get >/dev/null 2>&1; then
  # Postfix's configuration is asked for otherwise, and its service would be started.
  ../../Scripts/interop-setup.sh || say "not all of the servers and tools could be installed"
  missing=
  for package in haproxy gcc libcurl4-openssl-dev python3-venv valgrind; do
    case $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true) in
      "install ok installed") ;;
      *) missing="$missing $package" ;;
    esac
  done
  if [ -n "$missing" ]; then
    as_root=
    [ "$(id -u)" -eq 0 ] || as_root=sudo
    say "installing:$missing"
    # haproxy's package would start its service.
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
      apt-get install -y -qq --no-install-recommends $missing >>"$log" 2>&1 || say "failed; see $log"
  fi
else
  say "no apt here, so nothing was installed; what is not found is skipped"
fi

# build PEER COMMAND…: the last line that the command says is the reason where it fails.
build() {
  peer=$1
  shift
  if "$@" >"$peers/$peer.log" 2>&1; then
    rm -f "$peers/$peer.skipped"
  else
    skip "$peer" "$(grep -E 'error|not found|requires|cannot' "$peers/$peer.log" | head -n 1 | cut -c 1-200)"
  fi
}

build libcurl gcc -O2 -o "$peers/libcurl" send_libcurl.c -lcurl

aiosmtplib() {
  [ -x ../.venv/bin/python ] || python3 -m venv ../.venv || return 1
  ../.venv/bin/python -c 'import aiosmtplib' 2>/dev/null || ../.venv/bin/pip install --quiet aiosmtplib
}
build aiosmtplib aiosmtplib

go=${GO:-go}
if ! command -v "$go" >/dev/null 2>&1; then
  skip go-mail "no go command; Debian 12's, 1.19, is too old for go-mail, which wants 1.25"
elif [ -n "${GO_MAIL_GOPATH:-}" ]; then
  build go-mail env GO111MODULE=off GOPATH="$GO_MAIL_GOPATH" "$go" build -o "$peers/go-mail" go-mail/main.go
else
  build go-mail "$go" build -C go-mail -mod=mod -o "$peers/go-mail" .
fi

lettre() {
  CARGO_TARGET_DIR="$peers/lettre-target"
  export CARGO_TARGET_DIR
  if [ -n "${LETTRE_CARGO_CONFIG:-}" ]; then
    cargo build --release --offline --config "$LETTRE_CARGO_CONFIG" --manifest-path lettre/Cargo.toml
  else
    cargo build --release --manifest-path lettre/Cargo.toml
  fi && cp "$CARGO_TARGET_DIR/release/send-lettre" "$peers/lettre"
}
if command -v cargo >/dev/null 2>&1; then
  build lettre lettre
else
  skip lettre "no cargo command"
fi
exit 0
