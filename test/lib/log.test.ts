import { Writable } from "node:stream";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { createLog } from "../../app/lib/log.ts";

/** What the log would print, by its own redaction rules. */
function printed(object: object): string {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const log = createLog("info");
  // The same serializers and redaction, on a stream the test can read.
  const symbol = pino.symbols.streamSym as unknown as keyof typeof log;
  Object.assign(log, { [symbol]: stream });
  log.info(object, "message");
  return lines.join("");
}

describe("our own log", () => {
  it.each(["authorization", "cookie", "password", "token", "access_token", "refresh_token", "client_secret"])(
    "never prints a member called %s",
    (name) => {
      const line = printed({ request: { [name]: "hunter2" }, ok: "shown" });
      expect(line).toContain("shown");
      expect(line).not.toContain("hunter2");
    },
  );

  it("tells what went wrong and why, and not what a library was asked to do", () => {
    const refused = Object.assign(new Error("OOM command not allowed"), {
      code: "OOM",
      command: { name: "spoolAccept", args: [Buffer.from("hunter2")] },
      config: { headers: { a: "hunter2" } },
    });
    const tried = new AggregateError([refused], "all failed", {
      cause: Object.assign(new Error("deep"), { x: "hunter2" }),
    });
    const line = printed({ err: new Error("spool away", { cause: tried }) });
    for (const told of ["spool away", "all failed", "OOM command not allowed", '"code":"OOM"', "deep", "log.test.ts"])
      expect(line).toContain(told);
    expect(line).not.toContain("hunter2");
    expect(line).not.toContain(JSON.stringify([...Buffer.from("hunter2")]).slice(1, -1));
  });
});
