#!/usr/bin/env python3
"""Records the hellos by which sealpost recognises TLS libraries, from every client that is installed here.

    Scripts/record-hellos.py [--sealpost PATH] [--hellos FILE] [--only TEXT]

Each is taken by `sealpost tap --record-hello`, so a hello of your own can be recorded by hand in the same way. What is
not installed is left out, and said. What was recorded before and is not recorded now stays. Without --hellos the table
in the code is brought up to date. More Pythons can be named in PYTHONS, with colons between their paths; OpenSSL 1.1.0
needs a Python 3.6.

Debian has most clients: openssl curl swaks gnutls-bin msmtp wget libnss3-tools nodejs openjdk-17-jdk-headless golang-go
ruby php-cli chromium postfix libmbedtls-dev libwolfssl-dev librust-rustls-dev cargo gcc. Older and newer releases of
OpenSSL come with the PyPI package cryptography, rustls with uv and rtls.
"""
import argparse, json, os, re, shutil, subprocess, sys, tempfile, threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = ROOT / "Scripts" / "hello-clients"
HOST = "mail.example.com"
LOOPBACK = "127.0.0.1"
TABLE = ROOT / "Sources/MailDiagnosis/Fingerprint/HelloTable+Recorded.swift"


def output(*command):
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return run.stdout + run.stderr


def version(text, pattern=r"\d+(?:\.\d+)+\w*"):
    found = re.search(pattern, text)
    return found.group(0) if found else ""


def release(text):
    return ".".join(version(text).split(".")[:2])


class Table:
    """The JSON between the quotes of a file of Swift, as a file of its own for as long as it is worked on."""

    def __init__(self, work):
        self.before, text, self.after = re.split(r'(?<=#""")\n|\n(?=    """#)', TABLE.read_text(), maxsplit=2)
        self.file = Path(work) / "hellos.json"
        self.file.write_text(text)

    def write(self):
        text = "\n".join("    " + line for line in self.file.read_text().splitlines())
        TABLE.write_text("\n".join([self.before, text, self.after]))


class Recorder:
    def __init__(self, sealpost, hellos, only):
        self.sealpost, self.hellos, self.only = sealpost, hellos, only
        self.recorded, self.failed = 0, []

    def __call__(self, library, program, settings, command, environment=None, twice=False):
        name = ", ".join([library, program] + ([settings] if settings else []))
        if not self.wants(name):
            return
        for _ in range(2 if twice else 1):
            if not self.record(name, command, environment):
                self.failed.append(name)
                print(f"failed    {name}", file=sys.stderr)
                return
        self.recorded += 1

    def wants(self, name):
        return not self.only or self.only in name

    def record(self, name, command, environment):
        tap = subprocess.Popen(
            [self.sealpost, "tap", "--json", "--listen", f"{LOOPBACK}:0", "--record-hello", name, "--hellos", self.hellos],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        deadline = threading.Timer(40, tap.terminate)
        deadline.start()
        client = None
        try:
            port = json.loads(tap.stdout.readline())["port"]
            client = subprocess.Popen(
                [str(part).replace("{port}", str(port)) for part in command], env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
            result = json.loads(tap.stdout.readline())
            print(f"{port:<6}{result['recorded']['ja4']}  {name}", flush=True)
            return tap.wait() == 0
        except (ValueError, KeyError, OSError):
            return False
        finally:
            deadline.cancel()
            tap.terminate()
            tap.wait()
            if client:
                try:
                    client.wait(timeout=3)
                except subprocess.TimeoutExpired:
                    os.killpg(client.pid, 15)
                    client.wait()


def openssl(record):
    if not shutil.which("openssl"):
        return "openssl"
    library = "OpenSSL " + version(output("openssl", "version"))
    base = ["openssl", "s_client", "-servername", HOST, "-connect", f"{LOOPBACK}:{{port}}"]
    smtp = base + ["-starttls", "smtp"]
    legacy = ["-cipher", "DEFAULT:@SECLEVEL=0"]
    for settings, options in [
        ("", []), ("at least TLS 1.2", ["-min_protocol", "TLSv1.2"]), ("at most TLS 1.2", ["-no_tls1_3"]),
        ("TLS 1.3 only", ["-tls1_3"]), ("TLS 1.2 only", ["-tls1_2"]), ("TLS 1.1 only", ["-tls1_1"] + legacy),
        ("TLS 1.0 only", ["-tls1"] + legacy), ("all ciphers", ["-cipher", "ALL:@SECLEVEL=0"]),
        ("TLS 1.0 only with all ciphers", ["-tls1", "-cipher", "ALL:@SECLEVEL=0"]),
    ]:
        record(library, "openssl s_client", settings, smtp + options)
    record(library, "openssl s_client", "TLS without STARTTLS", base)


def curl(record):
    if not shutil.which("curl"):
        return "curl"
    about = output("curl", "--version")
    library = "OpenSSL " + version(about, r"(?<=OpenSSL/)[\w.]+")
    base = ["curl", "--silent", "--insecure", "--mail-from", "a@example.com", "--mail-rcpt", "b@example.com",
            "--upload-file", __file__, "--connect-to", f"{HOST}:{{port}}:{LOOPBACK}:{{port}}"]
    smtp = base + ["--ssl-reqd", "--url", f"smtp://{HOST}:{{port}}"]
    for settings, options in [
        ("", []), ("at most TLS 1.2", ["--tls-max", "1.2"]),
        ("TLS 1.0 only", ["--tlsv1.0", "--tls-max", "1.0", "--ciphers", "DEFAULT@SECLEVEL=0"]),
    ]:
        record(library, "curl " + release(about), settings, smtp + options)
    record(library, "curl " + release(about), "smtps", base + ["--url", f"smtps://{HOST}:{{port}}"])


SMTPLIB = """
import smtplib, ssl, sys
port, highest, wants = int(sys.argv[1]), sys.argv[2], sys.argv[3]
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
if highest != "-":
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = getattr(ssl.TLSVersion, highest)
    if highest in ("TLSv1", "TLSv1_1"):
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
if wants == "implicit":
    smtplib.SMTP_SSL("localhost", port, context=context, timeout=10)
else:
    client = smtplib.SMTP("localhost", port, timeout=10)
    client.starttls(context=context) if wants == "context" else client.starttls()
"""


def python(record):
    seen = set()
    named = os.environ.get("PYTHONS", "").split(":")
    for path in [shutil.which("python3")] + [shutil.which(f"python3.{minor}") for minor in range(7, 16)] + named:
        about = output(path, "-c", "import ssl,sys;print(sys.version.split()[0], ssl.OPENSSL_VERSION)") if path else ""
        program = "Python " + release(about)
        if "OpenSSL" not in about or program in seen or program == "Python 3.6":  # which cannot set versions
            continue
        seen.add(program)
        library = "OpenSSL " + version(about, r"(?<=OpenSSL )[\w.]+")
        for settings, highest, wants in [
            ("", "-", "context"), ("no context of its own", "-", "bare"), ("SMTP_SSL", "-", "implicit"),
            ("at most TLS 1.2", "TLSv1_2", "context"), ("at most TLS 1.1", "TLSv1_1", "context"),
            ("TLS 1.0 only", "TLSv1", "context"),
        ]:
            record(library, program, settings, [path, "-c", SMTPLIB, "{port}", highest, wants])


PYOPENSSL = """
import socket, sys
from OpenSSL import SSL
socket_ = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
context = SSL.Context(SSL.SSLv23_METHOD)
off = sys.argv[2].split()
for name in off:
    context.set_options(getattr(SSL, "OP_NO_" + name))
if "TLSv1_2" in off and "TLSv1" not in off:
    context.set_cipher_list(b"DEFAULT:@SECLEVEL=0")
    if hasattr(context, "set_min_proto_version"):
        context.set_min_proto_version(0x301)
connection = SSL.Connection(context, socket_)
connection.set_tlsext_host_name(b"mail.example.com")
connection.set_connect_state()
connection.do_handshake()
"""


def cryptography(record, work):
    """Releases of OpenSSL that Debian does not have, as PyPI's cryptography carries them."""
    if record.only and "OpenSSL" not in record.only:
        return None
    old = next((path for path in os.environ.get("PYTHONS", "").split(":") if "Python 3.6" in output(path, "-V")), None) \
        or shutil.which("python3.6")
    for release_, python_, others in [
        ("2.1.4", old, ["pyOpenSSL<21"]), ("3.4.8", sys.executable, ["pyOpenSSL<21"]),
        ("41.0.7", sys.executable, ["pyOpenSSL"]), ("42.0.8", sys.executable, ["pyOpenSSL"]),
        ("43.0.3", sys.executable, ["pyOpenSSL"]), ("44.0.3", sys.executable, ["pyOpenSSL"]),
        ("45.0.7", sys.executable, ["pyOpenSSL"]), ("", sys.executable, ["pyOpenSSL"]),
    ]:
        if not python_:
            print(f"left out  cryptography {release_}: no Python 3.6", file=sys.stderr)
            continue
        path = Path(work) / f"cryptography-{release_ or 'newest'}"
        package = f"cryptography=={release_}" if release_ else "cryptography"
        interpreter = path / "bin" / "python"
        if subprocess.run([python_, "-m", "venv", path], capture_output=True).returncode or subprocess.run(
            [interpreter, "-m", "pip", "install", "--quiet", "--only-binary", "cryptography", package, *others],
            capture_output=True,
        ).returncode and not output(interpreter, "-c", "import OpenSSL.SSL; print('there')").startswith("there"):
            print(f"left out  {package}: it cannot be installed", file=sys.stderr)
            continue
        about = output(interpreter, "-c", "import OpenSSL.SSL as s; print(s.SSLeay_version(0))")
        library = "OpenSSL " + version(about, r"(?<=OpenSSL )[\w.]+")
        for settings, off in [
            ("", ""), ("at most TLS 1.2", "TLSv1_3"), ("at most TLS 1.1", "TLSv1_3 TLSv1_2"),
            ("TLS 1.0 only", "TLSv1_3 TLSv1_2 TLSv1_1"), ("TLS 1.2 only", "TLSv1_3 TLSv1_1 TLSv1"),
            ("at least TLS 1.2", "TLSv1_1 TLSv1"), ("TLS 1.3 only", "TLSv1_2 TLSv1_1 TLSv1"),
        ]:
            if "1.3" in settings and "1.1.0" in library or off == "TLSv1_3" and "1.1.0" in library:
                continue
            off = off.replace("TLSv1_3", "").strip() if "1.1.0" in library else off
            record(library, "pyOpenSSL", settings, [interpreter, "-c", PYOPENSSL, "{port}", off])


NODE = """
const tls = require("tls"), [port, lowest, highest] = process.argv.slice(1);
const options = {host: "127.0.0.1", port, servername: "mail.example.com", rejectUnauthorized: false};
if (lowest !== "-") options.minVersion = lowest;
if (highest !== "-") options.maxVersion = highest;
if (lowest === "TLSv1") options.ciphers = "DEFAULT:@SECLEVEL=0";
tls.connect(options).on("error", () => {});
"""


def node(record):
    if not shutil.which("node"):
        return "node"
    library = "OpenSSL " + version(output("node", "-p", "process.versions.openssl"))
    program = "Node " + release(output("node", "--version"))
    for settings, lowest, highest in [
        ("", "-", "-"), ("at most TLS 1.2", "-", "TLSv1.2"), ("TLS 1.3 only", "TLSv1.3", "-"),
        ("TLS 1.0 and up", "TLSv1", "-"), ("at most TLS 1.1", "TLSv1", "TLSv1.1"), ("TLS 1.0 only", "TLSv1", "TLSv1"),
    ]:
        record(library, program, settings, ["node", "-e", NODE, "{port}", lowest, highest])


RUBY = """
require "net/smtp"
smtp = Net::SMTP.new("localhost", ARGV[0].to_i)
context = OpenSSL::SSL::SSLContext.new
context.verify_mode = OpenSSL::SSL::VERIFY_NONE
context.max_version = OpenSSL::SSL.const_get(ARGV[1]) if ARGV[1]
smtp.enable_starttls(context)
smtp.start
"""

PHP = """
$context = stream_context_create(["ssl" => ["verify_peer" => false, "peer_name" => "mail.example.com"]]);
$stream = stream_socket_client("tcp://127.0.0.1:$argv[1]", $number, $text, 10, STREAM_CLIENT_CONNECT, $context);
fgets($stream); fwrite($stream, "EHLO client\\r\\n"); fgets($stream); fgets($stream);
fwrite($stream, "STARTTLS\\r\\n"); fgets($stream);
@stream_socket_enable_crypto($stream, true, constant($argv[2]));
"""


def scripting(record, work):
    system = "OpenSSL " + version(output("openssl", "version"))
    if shutil.which("ruby"):
        library = "OpenSSL " + version(output("ruby", "-ropenssl", "-e", "puts OpenSSL::OPENSSL_LIBRARY_VERSION"),
                                       r"(?<=OpenSSL )[\w.]+")
        program = "Ruby " + release(output("ruby", "--version"))
        record(library, program, "", ["ruby", "-e", RUBY, "{port}"])
        record(library, program, "at most TLS 1.2", ["ruby", "-e", RUBY, "{port}", "TLS1_2_VERSION"])
    if shutil.which("php"):
        program = "PHP " + release(output("php", "--version"))
        for settings, method in [("", "STREAM_CRYPTO_METHOD_TLS_CLIENT"),
                                 ("TLS 1.2 only", "STREAM_CRYPTO_METHOD_TLSv1_2_CLIENT")]:
            record(system, program, settings, ["php", "-r", PHP, "{port}", method])
    if shutil.which("swaks"):
        base = ["swaks", "--server", f"{LOOPBACK}:{{port}}", "--to", "b@example.com", "--tls", "--tls-sni", HOST]
        program = "Perl Net::SSLeay"
        record(system, program, "", base)
        record(system, program, "at most TLS 1.2", base + ["--tls-protocol", "no_sslv2,no_sslv3,no_tlsv1_3"])
    finger = shutil.which("posttls-finger") or shutil.which("posttls-finger", path="/usr/sbin")
    if finger:
        folder = Path(work) / "postfix"
        folder.mkdir(exist_ok=True)
        (folder / "main.cf").touch()
        (folder / "master.cf").touch()
        program = "Postfix " + release(output(Path(finger).with_name("postconf"), "-c", folder, "-d", "mail_version"))
        for settings, options in [("", []), ("at most TLS 1.2", ["-p", "!TLSv1.3"]), ("ciphers high", ["-g", "high"])]:
            record(system, program, settings,
                   [finger, "-c", "-l", "encrypt", "-s", HOST, *options, f"[{LOOPBACK}]:{{port}}"],
                   {"MAIL_CONFIG": str(folder)})


def gnutls(record):
    if not shutil.which("gnutls-cli"):
        return "gnutls-cli"
    library = "GnuTLS " + version(output("gnutls-cli", "--version"))
    base = ["gnutls-cli", "--insecure", "--port", "{port}", "--starttls-proto", "smtp", "--sni-hostname", HOST]
    for settings, priority in [
        ("", None), ("at most TLS 1.2", "NORMAL:-VERS-TLS1.3"), ("TLS 1.3 only", "NORMAL:-VERS-ALL:+VERS-TLS1.3"),
        ("TLS 1.2 only", "NORMAL:-VERS-ALL:+VERS-TLS1.2"), ("TLS 1.1 only", "NORMAL:-VERS-ALL:+VERS-TLS1.1"),
        ("TLS 1.0 only", "NORMAL:-VERS-ALL:+VERS-TLS1.0"),
        ("TLS 1.0 to 1.3", "NORMAL:+VERS-TLS1.1:+VERS-TLS1.0"), ("LEGACY", "LEGACY"), ("SECURE128", "SECURE128"),
        ("SECURE256", "SECURE256"), ("PFS", "PFS"),
    ]:
        record(library, "gnutls-cli", settings, base + (["--priority", priority] if priority else []) + [LOOPBACK])
    if shutil.which("msmtp"):
        base = ["msmtp", f"--host={LOOPBACK}", "--port={port}", "--serverinfo", "--tls", "--tls-certcheck=off"]
        program = "msmtp " + release(output("msmtp", "--version"))
        record(library, program, "", base)
        record(library, program, "TLS without STARTTLS", base + ["--tls-starttls=off"])
    if "gnutls" in output("wget", "--version"):
        program = "wget " + release(output("wget", "--version"))
        base = ["wget", "--quiet", "--tries=1", "--no-check-certificate", "-O", "-", f"https://{LOOPBACK}:{{port}}/"]
        record(library, program, "", base)
        record(library, program, "TLS 1.2 only", base + ["--secure-protocol=TLSv1_2"])


def nss(record, work):
    if not shutil.which("tstclnt"):
        return "tstclnt"
    folder = Path(work) / "nss"
    folder.mkdir(exist_ok=True)
    output("certutil", "-N", "-d", f"sql:{folder}", "--empty-password")
    about = output("dpkg-query", "-W", "-f", "${Version}", "libnss3")
    library = "NSS " + version(about.split(":")[-1])
    for settings, versions in [
        ("", ":"), ("at most TLS 1.2", "tls1.0:tls1.2"), ("TLS 1.2 only", "tls1.2:tls1.2"),
        ("TLS 1.2 to 1.3", "tls1.2:tls1.3"), ("TLS 1.0 to 1.3", "tls1.0:tls1.3"), ("TLS 1.3 only", "tls1.3:tls1.3"),
        ("at most TLS 1.1", "tls1.0:tls1.1"), ("TLS 1.0 only", "tls1.0:tls1.0"),
    ]:
        record(library, "tstclnt", settings,
               ["tstclnt", "-h", LOOPBACK, "-p", "{port}", "-a", HOST, "-d", f"sql:{folder}", "-o", "-V", versions])


def boringssl(record, sealpost, work):
    pins = json.loads((ROOT / "Package.resolved").read_text())["pins"] if (ROOT / "Package.resolved").exists() else []
    program = "swift-nio-ssl " + next(
        (release(pin["state"]["version"]) for pin in pins if pin["identity"] == "swift-nio-ssl"), "")
    base = [sealpost, "send", "--server", "localhost:{port}", "--attempts", "1", "--from", "a@example.com", "--to",
            "b@example.com", "--text", "Hello"]
    old = ["--dangerously-allow-deprecated-tls", "--min-tls"]
    for settings, options in [
        ("TLS 1.2 to 1.3", []), ("TLS 1.2 only", ["--max-tls", "1.2"]), ("TLS 1.3 only", ["--min-tls", "1.3"]),
        ("TLS 1.0 to 1.3", old + ["1.0"]), ("TLS 1.0 to 1.1", old + ["1.0", "--max-tls", "1.1"]),
        ("TLS 1.0 only", old + ["1.0", "--max-tls", "1.0"]),
    ]:
        record("BoringSSL", program.strip(), settings, base + options)
    if shutil.which("chromium"):
        record("BoringSSL", "Chromium " + version(output("chromium", "--version"), r"\d+"), "",
               ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={work}/chromium",
                f"--host-resolver-rules=MAP {HOST} {LOOPBACK}", "--dump-dom", f"https://{HOST}:{{port}}/"], twice=True)


def golang(record, work):
    if not shutil.which("go"):
        return "go"
    program = Path(work) / "go-client"
    output("env", f"GOCACHE={work}/go", "go", "build", "-o", program, CLIENTS / "client.go")
    library = "Go crypto/tls " + version(output("go", "version"), r"(?<=go)\d[\d.]+")
    for settings, lowest, highest in [
        ("", "-", "-"), ("at most TLS 1.2", "-", "1.2"), ("TLS 1.3 only", "1.3", "-"), ("TLS 1.0 to 1.3", "1.0", "-"),
        ("at most TLS 1.1", "1.0", "1.1"), ("TLS 1.0 only", "1.0", "1.0"),
    ]:
        record(library, "Go " + version(output("go", "version"), r"(?<=go)\d+\.\d+"), settings,
               [program, "{port}", lowest, highest])


def rust(record, work):
    registry = Path("/usr/share/cargo/registry")
    if shutil.which("cargo") and list(registry.glob("rustls-0.*")):
        folder = Path(work) / "rustls"
        shutil.copytree(CLIENTS / "rustls", folder, dirs_exist_ok=True)
        (folder / ".cargo").mkdir(exist_ok=True)
        (folder / ".cargo" / "config.toml").write_text(
            f'[source.crates-io]\nreplace-with = "debian"\n[source.debian]\ndirectory = "{registry}"\n')
        subprocess.run(["cargo", "build", "--quiet", "--offline"], cwd=folder, capture_output=True)
        library = "rustls " + version(next(registry.glob("rustls-0.*")).name)
        for settings in ["", "1.2", "1.3"]:
            record(library, "Rust", f"TLS {settings} only" if settings else "",
                   [folder / "target" / "debug" / "hello-client", "{port}", settings])
    for package in ["uv", "rtls"]:
        path = Path(work) / package
        subprocess.run([sys.executable, "-m", "venv", path], capture_output=True)
        subprocess.run([path / "bin" / "pip", "install", "--quiet", package], capture_output=True)
        binary = path / "bin" / "uv" if package == "uv" else next(path.glob("lib/*/site-packages/rtls/*.so"), None)
        if not binary or not binary.exists():
            print(f"left out  {package}: it cannot be installed", file=sys.stderr)
            continue
        library = "rustls " + version(binary.read_bytes().decode("latin-1"), r"(?<=rustls-)0\.2[0-9]\.\d+")
        if package == "uv":
            record(library, "uv", "", [binary, "pip", "install", "--no-config", "--no-cache", "--python", path / "bin" / "python", "--target", path / "t",
                                       "--index-url", "https://localhost:{port}/", "nothing"], {"UV_HTTP_RETRIES": "0"})
        else:
            script = ("import rtls, socket, sys; c = rtls.create_default_context(); "
                      "c.wrap_socket(socket.create_connection(('127.0.0.1', int(sys.argv[1]))), server_hostname='mail.example.com')")
            record(library, "Python rtls", "", [path / "bin" / "python", "-c", script, "{port}"])


def java(record, work):
    if not shutil.which("javac"):
        return "javac"
    output("javac", "-d", work, CLIENTS / "Client.java")
    library = "Java JSSE " + version(output("java", "-version"))
    for settings, versions in [
        ("", []), ("at most TLS 1.2", ["TLSv1.2"]), ("TLS 1.3 only", ["TLSv1.3"]),
        ("TLS 1.0 to 1.3", ["TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1"]), ("TLS 1.0 to 1.2", ["TLSv1.2", "TLSv1.1", "TLSv1"]),
        ("at most TLS 1.1", ["TLSv1.1", "TLSv1"]), ("TLS 1.0 only", ["TLSv1"]),
    ]:
        record(library, "Java " + version(output("java", "-version"), r"\d+"), settings,
               ["java", "-cp", work, "Client", "{port}", *versions])


def embedded(record, work):
    for name, header, libraries, variants in [
        ("mbed TLS", "mbedtls/version.h", ["-lmbedtls", "-lmbedx509", "-lmbedcrypto"],
         [("", []), ("TLS 1.2 only", ["3"]), ("at most TLS 1.1", ["2"]), ("TLS 1.0 only", ["1"])]),
        ("wolfSSL", "wolfssl/version.h", ["-lwolfssl"], [("", []), ("TLS 1.2 only", ["1.2"]), ("TLS 1.3 only", ["1.3"])]),
    ]:
        header = Path("/usr/include") / header
        if not header.exists() or not shutil.which("cc"):
            print(f"left out  {name}: not installed", file=sys.stderr)
            continue
        source = CLIENTS / (name.replace(" ", "").lower() + ".c")
        program = Path(work) / source.stem
        output("cc", "-o", program, source, *libraries)
        library = f"{name} " + version(header.read_text(), r'(?<=VERSION_STRING ")\d[\d.]+|(?<=VERSION_STRING         ")\d[\d.]+')
        for settings, arguments in variants:
            record(library, "C", settings, [program, "{port}", *arguments])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sealpost", default=str(ROOT / ".build/debug/sealpost"))
    parser.add_argument("--hellos", help="a file of your own, instead of the table in the code")
    parser.add_argument("--only", help="only what has this text in its name")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        table = None if options.hellos else Table(work)
        record = Recorder(options.sealpost, options.hellos or str(table.file), options.only)
        for missing in [
            openssl(record), curl(record), python(record), cryptography(record, work), node(record), scripting(record, work),
            gnutls(record), nss(record, work), boringssl(record, options.sealpost, work), golang(record, work),
            rust(record, work), java(record, work), embedded(record, work),
        ]:
            if missing:
                print(f"left out  {missing}: not installed", file=sys.stderr)
        if table:
            table.write()
    print(f"{record.recorded} recorded, {len(record.failed)} failed", file=sys.stderr)
    return 1 if record.failed else 0


if __name__ == "__main__":
    sys.exit(main())
