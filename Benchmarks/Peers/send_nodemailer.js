// Sends with Nodemailer, from the checkout that NODEMAILER names; README.md says how it is called and what it prints.
"use strict";

const fs = require("fs");
const nodemailer = require(process.env.NODEMAILER);

if (process.argv.length !== 10) {
  console.error("usage: HOST PORT plain|tls|starttls CA FILE COUNT CONNECTIONS reuse|new");
  process.exit(64);
}
const [host, port, security, authority, file, countText, connectionsText, reuse] = process.argv.slice(2);
const count = Number(countText);
const connections = Number(connectionsText);
const raw = fs.readFileSync(file);
const transport = nodemailer.createTransport({
  host,
  port: Number(port),
  name: "localhost",
  secure: security === "tls",
  requireTLS: security === "starttls",
  ignoreTLS: security === "plain",
  tls: security === "plain" ? undefined : { ca: fs.readFileSync(authority), minVersion: "TLSv1.3" },
  pool: reuse === "reuse",
  maxConnections: connections,
  maxMessages: Infinity,
});
const envelope = { from: "sender@example.test", to: ["recipient@example.test"] };

async function main() {
  let begun = 0;
  let sent = 0;
  const work = async () => {
    while (begun < count) {
      begun += 1;
      const result = await transport.sendMail({ envelope, raw });
      sent += result.accepted.length;
    }
  };
  const start = process.hrtime.bigint();
  const processor = process.cpuUsage();
  await Promise.all(Array.from({ length: connections }, work));
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const used = process.cpuUsage(processor);
  transport.close();
  console.log(JSON.stringify({ sent, seconds, processor: (used.user + used.system) / 1e6 }));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
