import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Sandbox } from "../../sandbox/index.ts";
import { newTestClock, openTestSandbox } from "./support/sandbox.ts";
import { type Double, type Received, startDouble, startPartner } from "./support/servers.ts";

let partner: Double;
let drain: Double;
let sandbox: Sandbox;
let token: string;
const clock = newTestClock();

beforeEach(async () => {
  partner = await startPartner();
  drain = await startDouble();
  sandbox = await openTestSandbox(partner.url, { clock });
  sandbox.createApp("harbor-quay");
  token = sandbox.logplex.addDrain("harbor-quay", `${drain.url}/drain?q=1`).token;
});
afterEach(async () => {
  await sandbox.close();
  await drain.close();
  await partner.close();
});

/** Splits a body by its octet counts, the way a receiver should. */
function splitBody(body: Buffer): string[] {
  const messages: string[] = [];
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(" ", at);
    const length = Number(body.subarray(at, space).toString());
    messages.push(body.subarray(space + 1, space + 1 + length).toString("utf8"));
    at = space + 1 + length;
  }
  return messages;
}

const frameIdOf = (request: Received | undefined) => request?.headers["logplex-frame-id"];

describe("a frame", () => {
  test("states byte lengths, not characters, and has no structured data", async () => {
    sandbox.logplex.send("harbor-quay", [
      "✓ job 5521 done\n",
      { text: "no newline", source: "heroku", process: "router", priority: 158 },
    ]);
    await sandbox.logplex.flush();
    const [request] = drain.received;
    expect(splitBody(request?.body ?? Buffer.alloc(0))).toEqual([
      "<190>1 2026-03-04T09:15:00.000000+00:00 host app web.1 - ✓ job 5521 done\n",
      "<158>1 2026-03-04T09:15:00.000000+00:00 host heroku router - no newline",
    ]);
    expect(request?.body.toString("utf8").startsWith("75 <190>1 ")).toBe(true);
  });

  test("carries Logplex's headers in Logplex's order, with a length and without chunks", async () => {
    sandbox.logplex.send("harbor-quay", ["one\n", "two\n"]);
    await sandbox.logplex.flush();
    const [request] = drain.received;
    const names = request?.rawHeaders.filter((_value, index) => index % 2 === 0);
    expect(names?.slice(0, 7)).toEqual([
      "Host",
      "Content-Type",
      "Logplex-Msg-Count",
      "Logplex-Frame-Id",
      "Logplex-Drain-Token",
      "User-Agent",
      "Content-Length",
    ]);
    expect(request).toMatchObject({ method: "POST", path: "/drain?q=1" });
    expect(request?.headers).toMatchObject({
      "content-type": "application/logplex-1",
      "logplex-msg-count": "2",
      "logplex-frame-id": expect.stringMatching(/^[0-9A-F]{32}$/),
      "logplex-drain-token": token,
      "content-length": String(request?.body.length),
    });
    expect(request?.headers["transfer-encoding"]).toBeUndefined();
  });

  test("userinfo in the drain URL becomes Basic authorization", async () => {
    sandbox.logplex.addDrain("harbor-quay", drain.url.replace("http://", "http://src:s%40cret@"));
    sandbox.logplex.send("harbor-quay", ["one\n"]);
    await sandbox.logplex.flush();
    const authorizations = drain.received.map((request) => request.headers.authorization);
    expect(authorizations).toContain(`Basic ${Buffer.from("src:s@cret").toString("base64")}`);
    expect(authorizations).toContain(undefined);
  });

  test("stays strictly below 102,400 bytes; a larger message goes alone", async () => {
    sandbox.logplex.send("harbor-quay", [
      ...Array<string>(300).fill(`${"x".repeat(899)}\n`),
      `${"y".repeat(110_000)}\n`,
      "last\n",
    ]);
    await sandbox.logplex.flush();
    const sizes = drain.received.map((request) => request.body.length);
    const counts = drain.received.map((request) => Number(request.headers["logplex-msg-count"]));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(302);
    const large = sizes.findIndex((size) => size >= 102_400);
    expect(counts[large]).toBe(1);
    expect(sizes.filter((size) => size >= 102_400)).toHaveLength(1);
    expect(Math.max(...sizes.filter((_size, index) => index !== large))).toBeGreaterThan(100_000);
  });
});

describe("a receiver that fails", () => {
  test("a retry keeps the frame id and its messages", async () => {
    drain.answer = (_request, response, index) =>
      response.writeHead(index < 2 ? 503 : 204, { "Content-Length": "0" }).end();
    sandbox.logplex.send("harbor-quay", ["one\n"]);
    await sandbox.logplex.flush();
    expect(drain.received).toHaveLength(3);
    expect(new Set(drain.received.map(frameIdOf)).size).toBe(1);
    expect(new Set(drain.received.map((request) => String(request.body))).size).toBe(1);
    expect(sandbox.logplex.stats(token)).toMatchObject({ framesDelivered: 1, framesLost: 0, posts: 3 });
  });

  test("after three tries the frame is lost, and the next one says how many messages that was", async () => {
    drain.answer = (_request, response, index) =>
      response.writeHead(index < 3 ? 503 : 204, { "Content-Length": "0" }).end();
    sandbox.logplex.send("harbor-quay", ["one\n", "two\n"]);
    await sandbox.logplex.flush();
    expect(drain.received).toHaveLength(3);
    sandbox.logplex.send("harbor-quay", ["three\n"]);
    await sandbox.logplex.flush();
    const last = drain.received.at(-1);
    expect(frameIdOf(last)).not.toBe(frameIdOf(drain.received[0]));
    expect(last?.headers["logplex-msg-count"]).toBe("2");
    const [notice] = splitBody(last?.body ?? Buffer.alloc(0));
    expect(notice).toBe(
      "<172>1 2026-03-04T09:15:00+00:00 host heroku logplex - Error L10 (output buffer overflow): " +
        "2 messages dropped since 2026-03-04T09:15:00+00:00.",
    );
  });

  test.each([400, 401, 404, 410, 413])(
    "a %i loses the frame at the first try and shows in the next L10",
    async (status) => {
      drain.answer = (_request, response, index) =>
        response.writeHead(index < 1 ? status : 204, { "Content-Length": "0" }).end();
      sandbox.logplex.send("harbor-quay", ["one\n", "two\n", "three\n"]);
      await sandbox.logplex.flush();
      expect(drain.received).toHaveLength(1);
      sandbox.logplex.send("harbor-quay", ["four\n"]);
      await sandbox.logplex.flush();
      expect(String(drain.received[1]?.body)).toContain("3 messages dropped");
      sandbox.logplex.send("harbor-quay", ["five\n"]);
      await sandbox.logplex.flush();
      expect(String(drain.received[2]?.body)).not.toContain("Error L10");
    },
  );

  test("a 429 is tried again", async () => {
    drain.answer = (_request, response, index) =>
      response.writeHead(index < 1 ? 429 : 204, { "Content-Length": "0" }).end();
    sandbox.logplex.send("harbor-quay", ["one\n"]);
    await sandbox.logplex.flush();
    expect(drain.received).toHaveLength(2);
  });

  test("a redirect is not followed", async () => {
    drain.answer = (_request, response) => response.writeHead(302, { Location: "/else", "Content-Length": "0" }).end();
    sandbox.logplex.send("harbor-quay", ["one\n"]);
    await sandbox.logplex.flush();
    expect(drain.received.map((request) => request.path)).toEqual(Array<string>(3).fill("/drain?q=1"));
  });

  test("a lost acknowledgement brings the same frame again", async () => {
    sandbox.logplex.loseAcks(token, 1);
    sandbox.logplex.send("harbor-quay", ["one\n"]);
    await sandbox.logplex.flush();
    expect(drain.received).toHaveLength(2);
    expect(frameIdOf(drain.received[0])).toBe(frameIdOf(drain.received[1]));
  });

  test("the socket cut while answering costs a try", async () => {
    drain.answer = (_request, response, index) => {
      if (index === 0) response.destroy();
      else response.writeHead(204, { "Content-Length": "0" }).end();
    };
    sandbox.logplex.send("harbor-quay", ["one\n"]);
    await sandbox.logplex.flush();
    expect(sandbox.logplex.stats(token)?.recentPosts.map((post) => post.result)).toEqual(["socket-error", 204]);
  });
});

describe("a receiver that is slow or away", () => {
  test("an answer that does not come in time costs a try", async () => {
    const impatient = await openTestSandbox(partner.url, { clock, settings: { logplex: { responseTimeoutMs: 30 } } });
    impatient.createApp("harbor-quay");
    const own = impatient.logplex.addDrain("harbor-quay", `${drain.url}/slow`).token;
    drain.answer = (_request, response, index) => {
      if (index > 0) response.writeHead(204, { "Content-Length": "0" }).end();
    };
    impatient.logplex.send("harbor-quay", ["one\n"]);
    await impatient.logplex.flush();
    expect(impatient.logplex.stats(own)?.recentPosts.map((post) => [post.tryNumber, post.result])).toEqual([
      [1, "timeout"],
      [2, 204],
    ]);
    await impatient.close();
  });

  test("a refused connection costs no try: the frame waits until the receiver is there", async () => {
    const port = Number(new URL(drain.url).port);
    await drain.close();
    sandbox.logplex.send("harbor-quay", ["one\n"]);
    await expect.poll(() => sandbox.logplex.stats(token)?.posts ?? 0).toBeGreaterThan(3);
    drain = await startDouble(undefined, port);
    await sandbox.logplex.flush();
    expect(drain.received).toHaveLength(1);
    expect(sandbox.logplex.stats(token)).toMatchObject({ framesDelivered: 1, framesLost: 0 });
  });
});

describe("the buffer", () => {
  test("holds 1,024 messages; the oldest go, and the loss is told first, without a newline", async () => {
    let release: () => void = () => {};
    const isHeld = new Promise<void>((resolve) => {
      drain.answer = (_request, response, index) => {
        const end = () => response.writeHead(204, { "Content-Length": "0" }).end();
        if (index > 0) return end();
        release = end;
        resolve();
      };
    });
    sandbox.logplex.send("harbor-quay", ["first\n"]);
    await isHeld;
    sandbox.logplex.send(
      "harbor-quay",
      Array.from({ length: 1_030 }, (_, index) => `line ${index}\n`),
    );
    release();
    await sandbox.logplex.flush();
    const messages = splitBody(drain.received[1]?.body ?? Buffer.alloc(0));
    expect(messages[0]).toMatch(/: 6 messages dropped since 2026-03-04T09:15:00\+00:00\.$/);
    expect(messages[1]).toMatch(/line 6\n$/);
    expect(sandbox.logplex.stats(token)).toMatchObject({ messagesDisplaced: 6, messagesDelivered: 1_025 });
  });

  test("shrinks to 10 messages when nothing succeeded for five minutes, until the next success", async () => {
    sandbox.logplex.send("harbor-quay", ["zero\n"]);
    await sandbox.logplex.flush();
    drain.answer = (_request, response) => response.writeHead(503, { "Content-Length": "0" }).end();
    clock.advance(5 * 60_000 + 1);
    sandbox.logplex.send("harbor-quay", ["one\n"]);
    await sandbox.logplex.flush();
    sandbox.logplex.send(
      "harbor-quay",
      Array.from({ length: 30 }, (_, index) => `line ${index}\n`),
    );
    drain.answer = (_request, response) => response.writeHead(204, { "Content-Length": "0" }).end();
    await sandbox.logplex.flush();
    expect(sandbox.logplex.stats(token)).toMatchObject({ messagesDisplaced: 20, messagesDelivered: 11 });
    expect(String(drain.received.at(-1)?.body)).toContain("21 messages dropped");
    sandbox.logplex.send(
      "harbor-quay",
      Array.from({ length: 30 }, (_, index) => `line ${index}\n`),
    );
    await sandbox.logplex.flush();
    expect(sandbox.logplex.stats(token)).toMatchObject({ messagesDisplaced: 20, messagesDelivered: 41 });
  });
});
