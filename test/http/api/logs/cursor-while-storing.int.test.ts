import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogsAnswer } from "../../../../app/contract/api.ts";
import { frameOf, postFrame, syslogLine } from "../../../support/frames.ts";
import {
  apiGet,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";
import { storeLines } from "../../../support/store-lines.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const FRAME_LINES = 40;
const PAGES_WITH_NEW_LINES = 12;

/** Frames whose lines all have one of three moments, so that most positions differ in the later parts only. */
function frameAt(moments: readonly Date[], name: string): string[] {
  return Array.from({ length: FRAME_LINES }, (_, i) =>
    syslogLine(`${name}-${i}`, { at: moments[i % moments.length] as Date }),
  );
}

describe("pages of GET /api/v1/logs while lines of the same moments are being stored", () => {
  it.each([
    { order: "desc", limit: 7 },
    { order: "asc", limit: 7 },
    { order: "desc", limit: 61 },
    { order: "asc", limit: 61 },
  ])("$order by $limit: no line twice, and none missed of those that were there", async ({ order, limit }) => {
    const resource = await provisionResource(service);
    const moments = [5, 4, 3].map((minutes) => new Date(Date.now() - minutes * 60_000));
    const before: string[] = [];
    for (let i = 0; i < 5; i++) {
      const lines = frameAt(moments, `before-${i}`);
      await storeLines(service, resource, lines);
      before.push(...Array.from({ length: FRAME_LINES }, (_, line) => `before-${i}-${line}`));
    }
    const ids: string[] = [];
    const messages: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page === 0 || cursor !== null; page++) {
      const params: URLSearchParams = new URLSearchParams({
        order,
        limit: String(limit),
        ...(cursor ? { cursor } : {}),
      });
      // A frame comes with each of the first pages, and is stored while the next ones are read.
      const [{ body }] = await Promise.all([
        apiGet<LogsAnswer>(service, resource.apiToken, `/logs?${params}`),
        page < PAGES_WITH_NEW_LINES ? postAt(resource, moments, `meanwhile-${page}`) : null,
      ]);
      ids.push(...body.data.map((line) => line.id));
      messages.push(...body.data.map((line) => line.message));
      cursor = body.next_cursor;
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(before.filter((message) => !messages.includes(message))).toEqual([]);
    const positions = ids.map((id) => id.split("-").map((part) => Number.parseInt(part, 36)));
    const isOrdered = positions.every((position, i) => i === 0 || compare(positions[i - 1] ?? [], position) < 0);
    const isReversed = positions.every((position, i) => i === 0 || compare(positions[i - 1] ?? [], position) > 0);
    expect(order === "asc" ? isOrdered : isReversed).toBe(true);
  });
});

const compare = (a: readonly number[], b: readonly number[]) =>
  a.map((part, i) => part - (b[i] ?? 0)).find((difference) => difference !== 0) ?? 0;

async function postAt(resource: Provisioned, moments: readonly Date[], name: string): Promise<void> {
  const response = await postFrame(service, resource.drainToken, frameOf(frameAt(moments, name)));
  if (response.status !== 204) throw new Error(`drain answered ${response.status}`);
}
