import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogsAnswer } from "../../../../app/contract/api.ts";
import type { Line } from "../../../../app/contract/line.ts";
import { APP, lineFrom } from "../../../contract/query/lines.ts";
import { PASTED } from "../../../contract/query/pasted.ts";
import { frameOf, postFrame, syslogLine } from "../../../support/frames.ts";
import {
  apiGet,
  eventually,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";

let service: TestService;
let resource: Provisioned;
/** Each pasted line as it came back from the store, by the text it was sent with. */
const stored = new Map<string, Line>();

beforeAll(async () => {
  service = await startTestService();
  resource = await provisionResource(service);
  await service.services.stores
    .pg("attachments")
    .where({ resource_id: resource.resourceId })
    .update({ app_id: APP.id, app_name: APP.name });
  const texts = [...new Set(PASTED.flatMap(({ finds, misses }) => [finds, misses]))];
  const start = Date.now() - 600_000;
  const lines = texts.map((text, i) => {
    const { message, app_name, process_id } = lineFrom(text);
    return syslogLine(message, { app: app_name, process: process_id, at: new Date(start + i * 10) });
  });
  expect((await postFrame(service, resource.drainToken, frameOf(lines))).status).toBe(204);
  const data = await eventually(async () => {
    const found = await search("");
    return found.length === texts.length ? found : null;
  });
  for (const [i, text] of texts.entries()) stored.set(text, data[i] as Line);
});
afterAll(() => service.stop());

async function search(query: string): Promise<Line[]> {
  const params = new URLSearchParams({ query, order: "asc", limit: "1000" });
  const { status, body } = await apiGet<LogsAnswer>(service, resource.apiToken, `/logs?${params}`);
  expect({ query, status }).toEqual({ query, status: 200 });
  return body.data;
}

const isAmong = (lines: Line[], text: string) => lines.some(({ id }) => id === stored.get(text)?.id);
const finds = async (query: string, text: string) => isAmong(await search(query), text);

/** A line as each of these shows it. */
const printed: Record<string, (line: Line) => string> = {
  "heroku logs": (line) =>
    `${line.timestamp.replace("Z", "+00:00")} ${line.app_name}[${line.process_id}]: ${line.message}`,
  Papertrail: (line) => `Mar 04 09:15:02 harbor-quay ${line.app_name}/${line.process_id}: ${line.message}`,
  "a syslog frame": (line) =>
    `<${line.priority}>1 ${line.timestamp.replace("Z", "+00:00")} host ${line.app_name} ${line.process_id} - ${line.message}`,
  "its source and text": (line) => `${line.app_name}[${line.process_id}]: ${line.message}`,
};

describe("what people paste, through the API and the store", () => {
  it("is of many kinds", () => expect(PASTED.length).toBeGreaterThanOrEqual(100));

  it.each(PASTED)("$what finds its line and not the other", async ({ query, finds: wanted, misses }) => {
    const found = await search(query);
    expect(isAmong(found, wanted), "the line it was pasted from").toBe(true);
    expect(isAmong(found, misses), "another line").toBe(false);
  });

  it.each(Object.entries(printed))(
    "a whole line as %s shows it finds itself, whatever is in it",
    async (_as, print) => {
      const lost: string[] = [];
      for (const [text, line] of stored) if (!(await finds(print(line), text))) lost.push(print(line));
      expect(lost).toEqual([]);
    },
  );

  it("the text of a line alone finds it, unless the text is nothing but an exclusion or a condition on a field", async () => {
    const lost: string[] = [];
    for (const [text, line] of stored) if (!(await finds(line.message, text))) lost.push(line.message);
    expect(lost).toEqual([]);
  });
});
