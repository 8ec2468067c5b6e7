"""What MessageBenchmark measures of Python's email package: the jobs of mime_gmime.c, called and answering alike."""

import base64
import email
import email.policy
import quopri
import sys
import time
from email.message import EmailMessage


def compose(content):
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"] = "Ada <ada@example.com>", "Bob <bob@example.com>"
    message["Subject"] = "A file"
    message.set_content("Here it is.\n")
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename="file.bin")
    return message.as_bytes()


def parse(content):
    message = email.message_from_bytes(content, policy=email.policy.default)
    try:
        message["Subject"], message["From"]
    except Exception:
        pass
    for part in message.walk():
        if part.is_multipart():
            continue
        try:
            part.get_content()
        except Exception:  # What a policy refuses is passed over: the time of the others counts.
            part.get_payload(decode=True)


job, path, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
with open(path, "rb") as file:
    content = file.read()
if job == "parse":
    messages = [open(line, "rb").read() for line in content.decode().splitlines()]
    work = lambda: [parse(message) for message in messages]
else:
    calls = {
        "compose": compose,
        "base64-encode": base64.encodebytes,
        "base64-decode": base64.decodebytes,
        "quoted-printable-encode": quopri.encodestring,
        "quoted-printable-decode": quopri.decodestring,
    }
    work = lambda: calls[job](content)
best = float("inf")
for _ in range(rounds):
    began = time.process_time()
    work()
    best = min(best, time.process_time() - began)
print(f"{best:.9f}")
