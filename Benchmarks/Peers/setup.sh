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
  for package in haproxy gcc pkg-config libgmime-3.0-dev libcurl4-openssl-dev python3-venv valgrind; do
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

# build PEER REASON COMMAND…: where the command fails, the peer is skipped for that reason; what it said is in PEER.log.
build() {
  peer=$1 reason=$2
  shift 2
  if "$@" >"$peers/$peer.log" 2>&1; then
    rm -f "$peers/$peer.skipped"
  else
    tail -n 5 "$peers/$peer.log" >&2
    skip "$peer" "$reason"
  fi
}

build libcurl "it could not be compiled; see Benchmarks/.peers/libcurl.log" gcc -O2 -o "$peers/libcurl" send_libcurl.c -lcurl

aiosmtplib() {
  [ -x ../.venv/bin/python ] || python3 -m venv ../.venv || return 1
  ../.venv/bin/python -c 'import aiosmtplib' 2>/dev/null || ../.venv/bin/pip install --quiet aiosmtplib
}
build aiosmtplib "pip could not install it; see Benchmarks/.peers/aiosmtplib.log" aiosmtplib

# What was built before stays where this time nothing says how to build it.
go=${GO:-go}
if command -v "$go" >/dev/null 2>&1; then
  reason="go could not fetch its source or not compile it; see Benchmarks/.peers/go-mail.log"
  if [ -n "${GO_MAIL_GOPATH:-}" ]; then
    build go-mail "$reason" env GO111MODULE=off GOPATH="$GO_MAIL_GOPATH" "$go" build -o "$peers/go-mail" go-mail/main.go
    version=$(sed -n 's/^const VERSION = "\(.*\)"/\1/p' "$GO_MAIL_GOPATH/src/github.com/wneessen/go-mail/doc.go")
  else
    build go-mail "$reason" "$go" build -C go-mail -mod=mod -o "$peers/go-mail" .
    version=$(sed -n 's/^require .* v//p' go-mail/go.mod)
  fi
  printf '%s, %s\n' "$version" "$("$go" version | cut -d ' ' -f 3)" >"$peers/go-mail.version"
elif [ ! -x "$peers/go-mail" ]; then
  skip go-mail "no go command; go-mail 0.8 wants 1.25, and Debian 12 has 1.19"
fi

lettre() {
  CARGO_TARGET_DIR="$peers/lettre-target"
  export CARGO_TARGET_DIR
  if [ -n "${LETTRE_CARGO_CONFIG:-}" ]; then
    cargo build --release --offline --config "$LETTRE_CARGO_CONFIG" --manifest-path lettre/Cargo.toml
  else
    cargo build --release --manifest-path lettre/Cargo.toml
  fi && cp "$CARGO_TARGET_DIR/release/send-lettre" "$peers/lettre" &&
    sed -n '/^name = "lettre"/{n;s/^version = "\(.*\)"/\1/p;}' lettre/Cargo.lock >"$peers/lettre.version"
}
if ! command -v cargo >/dev/null 2>&1; then
  [ -x "$peers/lettre" ] || skip lettre "no cargo command"
elif [ -n "${LETTRE_CARGO_CONFIG:-}" ] || [ ! -x "$peers/lettre" ]; then
  build lettre "cargo could not fetch its source or not compile it; see Benchmarks/.peers/lettre.log" lettre
fi
exit 0
