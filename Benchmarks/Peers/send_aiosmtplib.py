#!/usr/bin/env python3
"""Sends with aiosmtplib, a task for each connection; README.md says how it is called and what it prints."""

import asyncio
import json
import ssl
import sys
import time

import aiosmtplib

if len(sys.argv) != 9:
    sys.exit("usage: HOST PORT plain|tls|starttls CA FILE COUNT CONNECTIONS reuse|new")
host, port, security, authority, file, count, connections, reuse = sys.argv[1:]
port, count, connections, reuse = int(port), int(count), int(connections), reuse == "reuse"
with open(file, "rb") as opened:
    message = opened.read()
context = None if security == "plain" else ssl.create_default_context(cafile=authority)


def client():
    return aiosmtplib.SMTP(
        hostname=host,
        port=port,
        local_hostname="localhost",
        use_tls=security == "tls",
        start_tls=security == "starttls",
        tls_context=context,
        timeout=120,
    )


async def deliver(smtp):
    await smtp.sendmail("sender@example.test", ["recipient@example.test"], message)


async def work(share):
    if reuse:
        async with client() as smtp:
            for _ in range(share):
                await deliver(smtp)
    else:
        for _ in range(share):
            async with client() as smtp:
                await deliver(smtp)
    return share


async def main():
    began, processor = time.perf_counter(), time.process_time()
    shares = (count // connections + (index < count % connections) for index in range(connections))
    sent = sum(await asyncio.gather(*map(work, shares)))
    return {"sent": sent, "seconds": time.perf_counter() - began, "processor": time.process_time() - processor}


print(json.dumps(asyncio.run(main())))
