import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogsAnswer } from "../../../app/contract/api.ts";
import { readBooks } from "../../support/books.ts";
import { frameOf, newFrameId, postFrame, syslogLine } from "../../support/frames.ts";
import { basicOf, type ManualDrain, makeManualDrain, postManual, someFrame } from "../../support/manual-drains.ts";
import { openRawConnection } from "../../support/raw-http.ts";
import { apiGet, eventually, provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
let aheadMs = 0;
beforeAll(async () => {
  service = await startTestService({ clock: { now: () => new Date(Date.now() + aheadMs) } });
});
afterAll(() => service.stop());

async function linesOf(apiToken: string, count: number) {
  return eventually(async () => {
    const { body } = await apiGet<LogsAnswer>(service, apiToken, "/logs?order=asc");
    return body.data.length >= count ? body.data : null;
  });
}

async function booksOf(drain: ManualDrain, received: number) {
  return eventually(async () => {
    const books = await readBooks(service, drain.resourceId);
    return books.received >= received ? books : null;
  });
}

/** As log-shuttle writes a line: plain RFC 5424, structured data always there. */
const shuttleLine = (text: string, process = "web.1") =>
  `<190>1 ${new Date().toISOString()} host app ${process} - - ${text}\n`;

describe("POST /drain with a manual drain's credentials answers 204", () => {
  it("with no body and a length, and the lines are found: of no app, under the drain's id", async () => {
    const drain = await makeManualDrain(service);
    const response = await postManual(service, drain, frameOf([shuttleLine("from a private space")]));
    expect(response.status).toBe(204);
    expect(response.headers.get("content-length")).toBe("0");
    expect(response.headers.get("transfer-encoding")).toBeNull();
    const [line] = await linesOf(drain.apiToken, 1);
    expect(line).toMatchObject({ message: "from a private space", app_name: "app", process_id: "web.1", app: null });
    const [row] = await service.services.stores.clickhouse.query<{ drain_id: string }>(
      "SELECT drain_id FROM log_lines WHERE resource_id = {resource:UUID}",
      { resource: drain.resourceId },
    );
    expect(row?.drain_id).toBe(drain.drainId);
  });

  it("to a sender without token, whose structured data is not taken for text", async () => {
    const drain = await makeManualDrain(service);
    const lines = [shuttleLine("- a text that begins with a dash"), '<14>1 - h app web.1 - [sd@1 k="v"] said\n'];
    expect((await postManual(service, drain, frameOf(lines))).status).toBe(204);
    const found = await linesOf(drain.apiToken, 2);
    expect(found.map((line) => line.message).sort()).toEqual(["- a text that begins with a dash", "said"]);
    expect(found.find((line) => line.message === "said")?.fields["syslog.structured_data"]).toBe('[sd@1 k="v"]');
  });

  it("to Logplex, whose text may begin with a dash: it writes no structured data", async () => {
    const drain = await makeManualDrain(service);
    const headers = { "logplex-drain-token": `d.${randomUUID()}`, "logplex-frame-id": newFrameId() };
    expect((await postManual(service, drain, frameOf([syslogLine("- a list item")]), headers)).status).toBe(204);
    expect((await linesOf(drain.apiToken, 1)).map((line) => line.message)).toEqual(["- a list item"]);
  });

  it("whatever the drain token says: the credentials decide whose the frame is", async () => {
    const drain = await makeManualDrain(service);
    const other = await provisionResource(service);
    const headers = { "logplex-drain-token": other.drainToken };
    expect((await postManual(service, drain, frameOf([syslogLine("mine")]), headers)).status).toBe(204);
    expect((await linesOf(drain.apiToken, 1)).map((line) => line.message)).toEqual(["mine"]);
    expect((await apiGet<LogsAnswer>(service, other.apiToken, "/logs")).body.data).toEqual([]);
  });

  it("to gzip, and to a chunked body", async () => {
    const drain = await makeManualDrain(service);
    const gzip = gzipSync(frameOf([shuttleLine("squeezed")]));
    expect((await postManual(service, drain, gzip, { "content-encoding": "gzip" })).status).toBe(204);
    const connection = await openRawConnection(service);
    const body = frameOf([shuttleLine("in pieces")]);
    connection.write(
      `POST /drain HTTP/1.1\r\nHost: h\r\nAuthorization: ${basicOf(drain.drainId, drain.secret)}\r\n` +
        "Content-Type: application/logplex-1\r\nTransfer-Encoding: chunked\r\n\r\n",
    );
    for (const piece of [body.subarray(0, 7), body.subarray(7)]) {
      connection.write(`${piece.length.toString(16)}\r\n`);
      connection.write(piece);
      connection.write("\r\n");
    }
    connection.write("0\r\n\r\n");
    expect((await connection.answer()).status).toBe(204);
    connection.close();
    const found = await linesOf(drain.apiToken, 2);
    expect(found.map((line) => line.message).sort()).toEqual(["in pieces", "squeezed"]);
  });
});

describe("a frame that comes again", () => {
  it("is known by log-shuttle's batch id, although each try words its loss line anew", async () => {
    const drain = await makeManualDrain(service);
    const id = { "x-request-id": randomUUID() };
    const attempt = (at: string) =>
      frameOf([
        `<172>1 ${at} heroku app log-shuttle - - Error L12: 5 messages dropped since ${at}\n`,
        "<13>1 - h a p - - x",
      ]);
    expect((await postManual(service, drain, attempt("2026-03-04T09:21:09Z"), id)).status).toBe(204);
    expect((await postManual(service, drain, attempt("2026-03-04T09:21:14Z"), id)).status).toBe(204);
    const books = await eventually(async () => {
      const read = await readBooks(service, drain.resourceId);
      return read.duplicates > 0 && read.received > 0 ? read : null;
    });
    expect(books).toMatchObject({ frames: 1, received: 2, stored: 2, duplicates: 2, upstream_dropped: 5 });
  });

  it("is known by its bytes, for a minute, from a sender without any id", async () => {
    const drain = await makeManualDrain(service);
    const body = someFrame();
    expect((await postManual(service, drain, body)).status).toBe(204);
    expect((await postManual(service, drain, body)).status).toBe(204);
    aheadMs += 60_000;
    expect((await postManual(service, drain, body)).status).toBe(204);
    expect(await booksOf(drain, 2)).toMatchObject({ frames: 2, received: 2, stored: 2 });
  });

  it("a frame id is remembered for fifteen minutes after its frame was stored", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    const id = newFrameId();
    expect((await postFrame(service, drainToken, someFrame(), { "logplex-frame-id": id })).status).toBe(204);
    const { pg, redis, frames } = service.services.stores;
    const attachment = await pg("attachments").where({ resource_id: resourceId }).first();
    await eventually(async () => (await frames.depth()).frames === 0);
    const ttl = await redis.commands.ttl(`frame:${attachment.id}:${id}`);
    expect(ttl).toBeGreaterThan(60);
    expect(ttl).toBeLessThanOrEqual(900);
  });

  it("under another drain is another frame", async () => {
    const [one, two] = [await makeManualDrain(service), await makeManualDrain(service)];
    const [body, id] = [someFrame(), { "x-request-id": randomUUID() }];
    for (const drain of [one, two]) expect((await postManual(service, drain, body, id)).status).toBe(204);
    for (const drain of [one, two]) expect((await booksOf(drain, 1)).stored).toBe(1);
  });
});

describe("what the sender says it lost", () => {
  it("in its headers is booked as upstream loss", async () => {
    const drain = await makeManualDrain(service);
    const headers = { "logplex-drop-count": "12", "logplex-lost-count": "3" };
    expect((await postManual(service, drain, someFrame(), headers)).status).toBe(204);
    expect(await booksOf(drain, 1)).toMatchObject({ received: 1, stored: 1, upstream_dropped: 15 });
  });

  it("in a header and in a line of the same frame is booked once", async () => {
    const drain = await makeManualDrain(service);
    const at = "2026-03-04T09:21:09Z";
    const body = frameOf([`<172>1 ${at} heroku app log-shuttle - - Error L12: 57 messages dropped since ${at}\n`]);
    expect((await postManual(service, drain, body, { "logplex-drop-count": "57" })).status).toBe(204);
    expect(await booksOf(drain, 1)).toMatchObject({ upstream_dropped: 57 });
  });

  it.each(["-4", "many", "99999999999"])("as %j is nobody's fault and not booked", async (count) => {
    const drain = await makeManualDrain(service);
    expect((await postManual(service, drain, someFrame(), { "logplex-drop-count": count })).status).toBe(204);
    expect(await booksOf(drain, 1)).toMatchObject({ upstream_dropped: 0 });
  });
});
