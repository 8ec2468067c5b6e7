#!/bin/sh
# Installs what a Swift toolchain for Linux leaves to the system, where any of it is missing: a C++ library and a linker
# to build against, and the shared libraries that swift itself loads. Debian and Ubuntu only; it says so elsewhere.
set -eu

say() { printf 'setup: %s\n' "$*" >&2; }

if ! command -v swift >/dev/null 2>&1; then
  say "no swift in PATH; install a toolchain first: https://www.swift.org/install"
  exit 1
fi

if ! command -v apt-get >/dev/null 2>&1; then
  say "no apt here, so nothing was installed; the toolchain is expected to be complete"
  exit 0
fi

missing=

need_program() {
  command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}

libraries=$(/sbin/ldconfig -p)
need_library() {
  case $libraries in
    *"$1 "*) ;;
    *) missing="$missing $2" ;;
  esac
}

need_file() {
  [ -e "$1" ] || missing="$missing $2"
}

need_program git git
need_program make make
need_program python3 python3
need_program ld binutils
need_file /usr/include/pcap/pcap.h libpcap-dev
need_file /etc/ssl/certs/ca-certificates.crt ca-certificates
need_file /usr/share/zoneinfo/UTC tzdata
need_library libcurl.so.4 libcurl4
need_library libedit.so.2 libedit2
need_library libncurses.so.6 libncurses6
need_library libsqlite3.so.0 libsqlite3-0
need_library libxml2.so.2 libxml2
need_library libz.so.1 zlib1g
if [ -z "$(find /usr/lib/gcc -name libstdc++.so 2>/dev/null | head -n 1)" ] || [ ! -e /usr/include/stdio.h ]; then
  missing="$missing g++"
fi

if [ -z "$missing" ]; then
  exit 0
fi

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    say "needs root or sudo to install:$missing"
    exit 1
  fi
}

say "installing:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086
if ! {
  as_root apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 $missing
} >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
