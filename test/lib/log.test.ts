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
});
