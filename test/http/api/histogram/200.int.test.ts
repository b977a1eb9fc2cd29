import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HistogramAnswer } from "../../../../app/contract/api.ts";
import { syslogLine } from "../../../support/frames.ts";
import {
  apiGet,
  eventually,
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

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

async function histogram({ apiToken }: Provisioned, query: Record<string, string>) {
  const { status, body } = await apiGet<HistogramAnswer>(
    service,
    apiToken,
    `/logs/histogram?${new URLSearchParams(query)}`,
  );
  expect(status).toBe(200);
  return body;
}

const sum = (answer: HistogramAnswer, what: "count" | "errors") =>
  answer.data.reduce((all, each) => all + each[what], 0);

describe("GET /api/v1/logs/histogram answers 200", () => {
  it("with buckets that together hold every line of the range, and the errors among them", async () => {
    const resource = await provisionResource(service);
    await storeLines(service, resource, [
      ...[1, 7, 7, 20, 33, 58].map((minutes) => syslogLine(`ordinary ${minutes}`, { at: minutesAgo(minutes) })),
      syslogLine("level=error msg=boom", { at: minutesAgo(20) }),
      syslogLine("level=fatal msg=gone", { at: minutesAgo(21) }),
      syslogLine("too old", { at: minutesAgo(61) }),
    ]);
    for (const buckets of ["1", "7", "60", "500"]) {
      const answer = await histogram(resource, { buckets });
      expect(sum(answer, "count")).toBe(8);
      expect(sum(answer, "errors")).toBe(2);
      expect(answer.data.length).toBeLessThanOrEqual(Number(buckets));
    }
  });

  it("with empty buckets filled in, on whole multiples of a width a person can read", async () => {
    const resource = await provisionResource(service);
    const { data, bucket_seconds } = await histogram(resource, {
      from: "2026-03-04T09:00:00Z",
      to: "2026-03-04T10:00:00Z",
      buckets: "60",
    });
    expect(bucket_seconds).toBe(60);
    expect(data).toHaveLength(60);
    expect(data[0]).toEqual({ start: "2026-03-04T09:00:00.000Z", count: 0, errors: 0 });
    expect(data[59]?.start).toBe("2026-03-04T09:59:00.000Z");
  });

  it("counting only what the query asks for", async () => {
    const resource = await provisionResource(service);
    await storeLines(service, resource, [syslogLine("order=1"), syslogLine("order=2"), syslogLine("other")]);
    expect(sum(await histogram(resource, { query: "order:*" }), "count")).toBe(2);
  });

  it("with the changes Heroku wrote into the log, who made them, and whatever the query", async () => {
    const resource = await provisionResource(service);
    const api = (text: string, minutes: number) =>
      syslogLine(text, { app: "app", process: "api", pri: 45, at: minutesAgo(minutes) });
    await storeLines(service, resource, [
      api("Set STRIPE_KEY, DEBUG config vars by user dana@example.com", 9),
      api("Release v42 created by user dana@example.com", 8),
      api("Scaled to web@3:Standard-1X by user lee@example.com", 7),
      syslogLine("Release v9 created by user mallory@example.com", { at: minutesAgo(6) }),
    ]);
    // Changes are stored a moment after their lines.
    const changes = await eventually(async () => {
      const found = (await histogram(resource, { query: "no-line-has-this" })).changes;
      return found.length === 3 ? found : null;
    });
    expect(changes.map(({ type, actor, sentence }) => ({ type, actor, sentence }))).toEqual([
      {
        type: "config_change.set",
        actor: "dana@example.com",
        sentence: "dana@example.com set STRIPE_KEY, DEBUG",
      },
      { type: "release.create", actor: "dana@example.com", sentence: "dana@example.com released v42" },
      { type: "formation.update", actor: "lee@example.com", sentence: "lee@example.com scaled to web@3:Standard-1X" },
    ]);
  });

  it("with nothing of another resource", async () => {
    const [mine, theirs] = [await provisionResource(service), await provisionResource(service)];
    await storeLines(service, theirs, [syslogLine("Release v1 created by user x@example.com", { process: "api" })]);
    const answer = await histogram(mine, {});
    expect(sum(answer, "count")).toBe(0);
    expect(answer.changes).toEqual([]);
  });
});
