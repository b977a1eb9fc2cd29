import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LedgerAnswer, LogsAnswer } from "../../../app/contract/api.ts";
import { readBooks, storedMessages } from "../../support/books.ts";
import { bodyOfBytes, frameOf, newFrameId, postFrame, syslogLine } from "../../support/frames.ts";
import { apiGet, eventually, provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const L10 =
  "<172>1 2026-03-04T09:21:07+00:00 host heroku logplex - Error L10 (output buffer overflow): 214 messages dropped since 2026-03-04T09:20:51+00:00.";
const L10_TEXT = L10.slice(L10.indexOf("Error L10"));
/** The same loss told five seconds later, as Logplex does: each try has a time of its own. */
const later = (l10: string) => l10.replace("09:21:07", "09:21:12");

async function linesOf(apiToken: string, count: number) {
  return eventually(async () => {
    const { body } = await apiGet<LogsAnswer>(service, apiToken, "/logs?order=asc");
    return body.data.length >= count ? body.data : null;
  });
}

/** The books once this many lines were received. */
const booksOf = (resourceId: string, received: number) =>
  eventually(async () => {
    const books = await readBooks(service, resourceId);
    return books.received >= received ? books : null;
  });

describe("POST /drain answers 204", () => {
  it("to a good frame, with no body and a length, and the lines are found", async () => {
    const { drainToken, apiToken } = await provisionResource(service);
    const response = await postFrame(service, drainToken, frameOf([syslogLine("hello from web")]));
    expect(response.status).toBe(204);
    expect(response.headers.get("transfer-encoding")).toBeNull();
    expect(response.headers.get("content-length")).toBe("0");
    const [line] = await linesOf(apiToken, 1);
    expect(line).toMatchObject({ message: "hello from web", app_name: "app", process_id: "web.1", kind: "app" });
  });

  it("to a body that starts with an L10 line without line feed: both messages are read, the loss is booked", async () => {
    const { drainToken, apiToken } = await provisionResource(service);
    const body = frameOf([L10, syslogLine("State changed from starting to up", { app: "heroku", pri: 45 })]);
    expect((await postFrame(service, drainToken, body, { "logplex-msg-count": "2" })).status).toBe(204);
    const ledger = await eventually(async () => {
      const { body } = await apiGet<LedgerAnswer>(service, apiToken, "/ledger");
      return body.data[0] ?? null;
    });
    expect(ledger).toMatchObject({ frames: 1, received: 2, stored: 2, rejected: 0, upstream_dropped: 214 });
  });

  it.each([
    ["a retry has an L10 line in front that the first try had not", [[], [L10], [later(L10)]]],
    ["each try writes the time of its L10 line anew", [[L10], [later(L10)], [later(L10)]]],
    ["a retry's L10 line tells more than the first one's", [[L10], [L10.replace("214", "217")], []]],
  ])(
    "to a frame sent three times: its lines and its L10 line are stored and booked once, when %s",
    async (_, tries) => {
      const { resourceId, drainToken } = await provisionResource(service);
      const id = { "logplex-frame-id": newFrameId() };
      for (const notices of tries) {
        const lines = [...notices, syslogLine("only once"), syslogLine("as well")];
        const headers = { ...id, "logplex-msg-count": String(lines.length) };
        expect((await postFrame(service, drainToken, frameOf(lines), headers)).status).toBe(204);
      }
      await postFrame(service, drainToken, frameOf([syslogLine("after")]));
      await booksOf(resourceId, 4);
      expect((await storedMessages(service, resourceId)).sort()).toEqual([L10_TEXT, "after", "as well", "only once"]);
      const duplicates = tries.flat().length - 1 + 2 * 2;
      const books = await eventually(async () => {
        const read = await readBooks(service, resourceId);
        return read.duplicates >= duplicates ? read : null; // booked once a second
      });
      expect(books).toMatchObject({ frames: 2, received: 4, stored: 4, shed: 0, rejected: 0, duplicates });
      expect(books).toMatchObject({ upstream_dropped: 214, count_mismatches: 0 });
    },
  );

  it("to a frame without an id, sent again with another L10 line in front: the same holds", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    for (const notices of [[], [L10], [later(L10)]]) {
      const body = frameOf([...notices, syslogLine("only once", { at: new Date("2026-03-04T09:21:00Z") })]);
      expect((await postFrame(service, drainToken, body, { "logplex-frame-id": null })).status).toBe(204);
    }
    await booksOf(resourceId, 2);
    await eventually(async () => (await readBooks(service, resourceId)).duplicates === 3);
    expect((await storedMessages(service, resourceId)).sort()).toEqual([L10_TEXT, "only once"]);
    expect(await readBooks(service, resourceId)).toMatchObject({ frames: 1, received: 2, upstream_dropped: 214 });
  });

  it("to an L10 line alone, and to one with a broken rest behind it, which is kept as one raw line", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    for (const body of [frameOf([L10]), Buffer.concat([frameOf([L10]), Buffer.from("999 cut off")])]) {
      const headers = { "logplex-frame-id": newFrameId(), "logplex-msg-count": null };
      for (let again = 0; again < 2; again++)
        expect((await postFrame(service, drainToken, body, headers)).status).toBe(204);
    }
    await booksOf(resourceId, 3);
    expect((await storedMessages(service, resourceId)).sort()).toEqual(["999 cut off", L10_TEXT, L10_TEXT]);
    expect(await readBooks(service, resourceId)).toMatchObject({ frames: 2, received: 3, upstream_dropped: 428 });
  });

  it("to a count header that does not fit behind an L10 line, and books the mismatch once", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    const body = frameOf([L10, syslogLine("one")]);
    expect((await postFrame(service, drainToken, body, { "logplex-msg-count": "3" })).status).toBe(204);
    expect(await booksOf(resourceId, 2)).toMatchObject({ stored: 2, count_mismatches: 1 });
  });

  it("to ten copies of a frame at once, stored once", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    const id = { "logplex-frame-id": newFrameId() };
    const body = frameOf([syslogLine("only once")]);
    const answers = await Promise.all(Array.from({ length: 10 }, () => postFrame(service, drainToken, body, id)));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 10 }, () => 204));
    await eventually(async () => (await readBooks(service, resourceId)).duplicates === 9);
    await booksOf(resourceId, 1);
    expect(await storedMessages(service, resourceId)).toEqual(["only once"]);
  });

  it("to the same frame id with another token: both are stored, ids are only unique per sender", async () => {
    const [one, two] = [await provisionResource(service), await provisionResource(service)];
    const id = { "logplex-frame-id": newFrameId() };
    for (const { drainToken } of [one, two])
      expect((await postFrame(service, drainToken, frameOf([syslogLine("mine")]), id)).status).toBe(204);
    for (const { resourceId } of [one, two]) {
      await booksOf(resourceId, 1);
      expect(await storedMessages(service, resourceId)).toEqual(["mine"]);
    }
  });

  it("to frames without an id, where the same bytes again are taken for a retry", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    const headers = { "logplex-frame-id": null };
    const body = frameOf([syslogLine("no id")]);
    for (const each of [body, body, frameOf([syslogLine("another")])])
      expect((await postFrame(service, drainToken, each, headers)).status).toBe(204);
    await booksOf(resourceId, 2);
    expect((await storedMessages(service, resourceId)).sort()).toEqual(["another", "no id"]);
  });

  it.each([102_401, 102_545, 103_000])("to a full frame with an L10 line in front, %i bytes", async (bytes) => {
    const { resourceId, drainToken } = await provisionResource(service);
    const l10 = frameOf([L10]);
    const body = Buffer.concat([l10, bodyOfBytes(bytes - l10.length)]);
    expect(body).toHaveLength(bytes);
    expect((await postFrame(service, drainToken, body)).status).toBe(204);
    expect(await booksOf(resourceId, 1)).toMatchObject({ upstream_dropped: 214, rejected: 0 });
  });

  it("to a body of exactly 1 MiB, and no line of it is lost", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    const body = bodyOfBytes(1_048_576);
    expect(body).toHaveLength(1_048_576);
    expect((await postFrame(service, drainToken, body)).status).toBe(204);
    const books = await booksOf(resourceId, 1);
    expect(books.stored).toBe(books.received);
    expect(await storedMessages(service, resourceId)).toHaveLength(books.received);
  });

  it("to a chunked body without a length, as log-shuttle sends it", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { "content-type": "application/logplex-1", "logplex-drain-token": drainToken };
      const sending = request(`${service.url}/drain`, { method: "POST", headers }, (res) => resolve(res.statusCode));
      sending.on("error", reject);
      const body = frameOf([syslogLine("in"), syslogLine("pieces")]);
      for (let at = 0; at < body.length; at += 7) sending.write(body.subarray(at, at + 7));
      sending.end();
    });
    expect(status).toBe(204);
    await booksOf(resourceId, 2);
    expect(await storedMessages(service, resourceId)).toEqual(["in", "pieces"]);
  });

  it("to a count header that does not fit, and books the mismatch", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    const body = frameOf([syslogLine("one"), syslogLine("two")]);
    expect((await postFrame(service, drainToken, body, { "logplex-msg-count": "3" })).status).toBe(204);
    expect(await booksOf(resourceId, 2)).toMatchObject({ stored: 2, count_mismatches: 1 });
  });

  it.each([null, "many", "-1", "1e3"])("to the count header %j, which is nobody's fault", async (count) => {
    const { resourceId, drainToken } = await provisionResource(service);
    const body = frameOf([syslogLine("one")]);
    expect((await postFrame(service, drainToken, body, { "logplex-msg-count": count })).status).toBe(204);
    expect(await booksOf(resourceId, 1)).toMatchObject({ stored: 1, count_mismatches: 0 });
  });

  it("to one bad header inside sound framing: that message is kept as it is, its neighbours are read", async () => {
    const { drainToken, apiToken } = await provisionResource(service);
    const body = frameOf([syslogLine("before"), "no header at all", syslogLine("after")]);
    expect((await postFrame(service, drainToken, body, { "logplex-msg-count": "3" })).status).toBe(204);
    const lines = await linesOf(apiToken, 3);
    const raw = lines.find((line) => line.message === "no header at all");
    expect(raw?.fields["parse.error"]).toBe("header");
    const read = lines.filter((line) => line !== raw);
    expect(read.map(({ message, kind }) => ({ message, kind }))).toEqual([
      { message: "before", kind: "app" },
      { message: "after", kind: "app" },
    ]);
  });

  it("to sound lines before a broken tail: the tail is kept as one raw line", async () => {
    const { resourceId, drainToken, apiToken } = await provisionResource(service);
    const body = Buffer.concat([frameOf([syslogLine("sound")]), Buffer.from("999 <190>1 cut off here")]);
    expect((await postFrame(service, drainToken, body)).status).toBe(204);
    const lines = await linesOf(apiToken, 2);
    expect(lines.map((line) => line.message).sort()).toEqual(["999 <190>1 cut off here", "sound"]);
    expect(lines.find((line) => line.message !== "sound")?.fields["parse.error"]).toBe("framing");
    expect(await booksOf(resourceId, 2)).toMatchObject({ received: 2, stored: 2, rejected: 0 });
  });

  it("to a content type with parameters, in capitals", async () => {
    const { drainToken } = await provisionResource(service);
    const headers = { "content-type": "Application/Logplex-1; charset=utf-8" };
    expect((await postFrame(service, drainToken, frameOf([syslogLine("x")]), headers)).status).toBe(204);
  });
});
