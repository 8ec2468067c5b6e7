#!/bin/sh
# Installs the servers and tools that the interoperability tests run against: Postfix, Dovecot (SASL and LMTP), OpenSSL,
# tshark, the proxies microsocks, Dante and tinyproxy, and the clients swaks, msmtp, curl, gnutls-cli, Node, NSS's
# tstclnt and Python's smtplib. The tests start private instances from temporary directories; no service of the system
# is started, and none of its configuration is changed. Debian and Ubuntu only; it says so elsewhere.
set -eu

say() { printf 'interop-setup: %s\n' "$*" >&2; }

if ! command -v apt-get >/dev/null 2>&1; then
  say "no apt here, so nothing was installed; the tests skip what they do not find"
  exit 0
fi

missing=
for package in postfix dovecot-core dovecot-lmtpd openssl tshark swaks libnet-ssleay-perl msmtp curl python3 gnutls-bin nodejs \
  libnss3-tools microsocks dante-server tinyproxy; do
  case $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true) in
    "install ok installed") ;;
    *) missing="$missing $package" ;;
  esac
done

if [ -z "$missing" ]; then
  exit 0
fi

if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null 2>&1; then
    exec sudo /bin/sh "$0" "$@"
  fi
  say "needs root or sudo to install:$missing"
  exit 1
fi

say "installing:$missing"
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
# shellcheck disable=SC2086
quietly apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 $missing

if [ -d /run/systemd/system ]; then
  say "not started now; to keep them from starting with the system: systemctl disable postfix dovecot danted tinyproxy"
fi
