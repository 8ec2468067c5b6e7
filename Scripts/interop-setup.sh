#!/bin/sh
# Installs the servers and tools that the interoperability tests run against: Postfix, Dovecot (SASL, LMTP, IMAP),
# aiosmtpd, OpenSSL, tshark, the proxies microsocks, Dante and tinyproxy, the clients swaks, msmtp, curl, gnutls-cli,
# Node, NSS's tstclnt and Python's smtplib, the DKIM signers and verifiers dkimpy and OpenDKIM, and what reads our
# messages: Python's email, and GMime with a compiler for it. Exim, whose package would put Postfix out, is unpacked into
# a cache folder. The tests start private instances from temporary directories; no service of the system is started, and
# none of its configuration is changed but for a user of Exim's. Debian and Ubuntu only; it says so elsewhere.
set -eu

say() { printf 'interop-setup: %s\n' "$*" >&2; }

if ! command -v apt-get >/dev/null 2>&1; then
  say "no apt here, so nothing was installed; the tests skip what they do not find"
  exit 0
fi

is_installed() {
  case $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null || true) in
    "install ok installed") ;;
    *) return 1 ;;
  esac
}

missing=
for package in postfix dovecot-core dovecot-lmtpd dovecot-imapd python3-aiosmtpd openssl tshark swaks \
  libnet-ssleay-perl msmtp curl python3 gnutls-bin nodejs libnss3-tools microsocks dante-server tinyproxy \
  python3-dkim opendkim-tools iproute2 gcc libc6-dev pkg-config libgmime-3.0-dev; do
  is_installed "$package" || missing="$missing $package"
done

# Where Tool.swift looks for them, too.
unpacked=/var/cache/sealpost-interop
packed=
for package in exim4-daemon-light; do
  [ -e "$unpacked/$package" ] || packed="$packed $package"
done
# Exim does not even print its version without the user that it was compiled for.
user=
getent passwd Debian-exim >/dev/null || user=" Debian-exim (a user)"

if [ -z "$missing$packed$user" ]; then
  exit 0
fi

if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null 2>&1; then
    exec sudo /bin/sh "$0" "$@"
  fi
  say "needs root or sudo to install:$missing$packed$user"
  exit 1
fi

say "installing:$missing$packed$user"
export DEBIAN_FRONTEND=noninteractive

# A server's package starts its service unless this file forbids it. What stood there before is put back.
policy=/usr/sbin/policy-rc.d
kept=$(mktemp -d)
put_back() {
  rm -f "$policy"
  if [ -e "$kept/policy-rc.d" ] || [ -L "$kept/policy-rc.d" ]; then
    mv "$kept/policy-rc.d" "$policy"
  fi
  rm -rf "$kept"
}
trap put_back EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
if [ -e "$policy" ] || [ -L "$policy" ]; then
  mv "$policy" "$kept/policy-rc.d"
fi
printf '#!/bin/sh\nexit 101\n' > "$policy"
chmod 755 "$policy"

# The packages' scripts are talkative; what they said matters only when something failed.
quietly() {
  "$@" >"$kept/log" 2>&1 || {
    status=$?
    cat "$kept/log" >&2
    exit "$status"
  }
}

quietly apt-get update -qq
debconf-set-selections <<'ANSWERS'
postfix postfix/main_mailer_type select No configuration
wireshark-common wireshark-common/install-setuid boolean false
msmtp msmtp/apparmor boolean false
ANSWERS
for package in $packed; do
  # Only what it is linked to: the rest of what it depends on is there to run it as the system's mail server.
  for library in $(apt-cache depends --no-recommends "$package" | sed -n 's/^ *Depends: \(lib[^<]*\)$/\1/p'); do
    is_installed "$library" || missing="$missing $library"
  done
done
if [ -n "$missing" ]; then
  # shellcheck disable=SC2086
  quietly apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 $missing
fi

for package in $packed; do
  mkdir -p "$kept/$package"
  chmod 755 "$kept/$package"
  (cd "$kept" && quietly apt-get download -qq "$package" && dpkg -x "$package"_*.deb "$package")
  # The tests start it as root, and nobody else is to become root by it.
  chmod -R u-s,g-s "$kept/$package"
  mkdir -p "$unpacked"
  rm -rf "${unpacked:?}/$package"
  mv "$kept/$package" "$unpacked/$package"
done
if [ -n "$user" ]; then
  useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin Debian-exim
fi

if [ -d /run/systemd/system ]; then
  say "not started now; to keep them from starting with the system: systemctl disable postfix dovecot danted tinyproxy"
fi
