#!/usr/bin/env python3
"""Sends with Python's smtplib, a thread for each connection; README.md says how it is called and what it prints."""

import json
import smtplib
import ssl
import sys
import threading
import time

if len(sys.argv) != 9:
    sys.exit("usage: HOST PORT plain|tls|starttls CA FILE COUNT CONNECTIONS reuse|new")
host, port, security, authority, file, count, connections, reuse = sys.argv[1:]
port, count, connections, reuse = int(port), int(count), int(connections), reuse == "reuse"
with open(file, "rb") as opened:
    message = opened.read()
context = None if security == "plain" else ssl.create_default_context(cafile=authority)
sent = 0
lock = threading.Lock()


def connect():
    if security == "tls":
        return smtplib.SMTP_SSL(host, port, local_hostname="localhost", context=context)
    smtp = smtplib.SMTP(host, port, local_hostname="localhost")
    if security == "starttls":
        smtp.starttls(context=context)
    return smtp


def deliver(smtp):
    smtp.sendmail("sender@example.test", ["recipient@example.test"], message)


def work(share):
    global sent
    if reuse:
        with connect() as smtp:
            for _ in range(share):
                deliver(smtp)
    else:
        for _ in range(share):
            with connect() as smtp:
                deliver(smtp)
    with lock:
        sent += share


threads = [
    threading.Thread(target=work, args=(count // connections + (index < count % connections),))
    for index in range(connections)
]
began, processor = time.perf_counter(), time.process_time()
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
result = {"sent": sent, "seconds": time.perf_counter() - began, "processor": time.process_time() - processor}
print(json.dumps(result))
sys.exit(0 if sent == count else 1)
