import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sayRule } from "../../../app/contract/alert-words.ts";
import { READY_ALERTS } from "../../../app/contract/ready-alerts.ts";
import { sampleWatched } from "../../../app/domain/alerts/watched.ts";
import { makeToldResource, type ToldResource, tellByAudit, tellByDrain } from "../../support/changes.ts";
import { syslogLine } from "../../support/frames.ts";
import { eventually, startTestService, type TestService } from "../../support/service.ts";
import { storeLines } from "../../support/store-lines.ts";

/** One of each that something should be said of, and beside it what looks like it and is everyday. Their sentences are what is found. */
const AUDIT: { event: Record<string, unknown>; alerts: string[] }[] = [
  { event: { data: { config_vars: ["DATABASE_URL"] } }, alerts: ["secret-changed"] },
  { event: { data: { config_vars: ["STRIPE_SECRET"] } }, alerts: ["secret-changed"] },
  { event: { data: { config_vars: ["PAYMENT_KEY"] }, action: "remove" }, alerts: ["secret-changed"] },
  { event: { data: { config_vars: ["WEB_CONCURRENCY"] } }, alerts: [] },
  { event: { type: "collaborator", action: "create" }, alerts: ["access-given", "access-burst"] },
  { event: { type: "collaborator", action: "update" }, alerts: ["permissions-changed"] },
  { event: { type: "collaborator", action: "destroy" }, alerts: ["access-burst", "much-destroyed"] },
  { event: { type: "team_membership", action: "create" }, alerts: ["access-given", "access-burst"] },
  { event: { type: "team", action: "update" }, alerts: ["permissions-changed"] },
  {
    event: {
      type: "addon",
      action: "destroy",
      data: { name: "postgresql-round-1", plan: { name: "heroku-postgresql:standard-0" } },
    },
    alerts: ["data-removed", "much-destroyed"],
  },
  {
    event: { type: "addon", action: "detach", data: { name: "redis-flat-2", plan: { name: "heroku-redis:mini" } } },
    alerts: ["data-removed"],
  },
  {
    event: {
      type: "addon",
      action: "attach",
      data: { name: "postgresql-round-1", plan: { name: "heroku-postgresql:standard-0" } },
    },
    alerts: ["data-attached"],
  },
  {
    event: {
      type: "addon",
      action: "create",
      data: { name: "postgresql-round-3", plan: { name: "heroku-postgresql:mini" } },
    },
    alerts: [],
  },
  {
    event: {
      type: "addon",
      action: "destroy",
      data: { name: "papertrail-cubed-4", plan: { name: "papertrail:choklad" } },
    },
    alerts: ["watching-removed", "much-destroyed"],
  },
  {
    event: { type: "addon", action: "destroy", data: { name: "mailgun-5", plan: { name: "mailgun:starter" } } },
    alerts: ["much-destroyed"],
  },
  {
    event: { type: "addon", action: "attach", data: { name: "mailgun-5", plan: { name: "mailgun:starter" } } },
    alerts: [],
  },
  { event: { type: "app_transfer", action: "create" }, alerts: ["app-transferred"] },
  {
    event: { type: "domain", action: "destroy", data: { hostname: "shop.example.com" } },
    alerts: ["domain-changed", "much-destroyed"],
  },
  { event: { type: "domain", action: "create", data: { hostname: "shop.example.com" } }, alerts: [] },
  { event: { type: "sni_endpoint", action: "update" }, alerts: ["domain-changed"] },
  { event: { type: "space", action: "update" }, alerts: ["network-changed"] },
  { event: { type: "trusted_ip", action: "update" }, alerts: ["network-changed"] },
  { event: { type: "space", action: "create" }, alerts: [] },
  { event: { type: "code_release", action: "create" }, alerts: [] },
];
const DRAIN: { text: string; alerts: string[] }[] = [
  { text: "Starting process with command `bash` by user dana@example.com", alerts: ["console-opened"] },
  { text: "Set STRIPE_SECRET config vars by user dana@example.com", alerts: ["secret-changed"] },
  { text: "Set LOG_LEVEL config vars by user dana@example.com", alerts: [] },
  { text: "Build failed -- check your build output: https://dashboard.heroku.com/apps/x", alerts: ["deploy-failed"] },
  { text: "Build succeeded", alerts: [] },
  { text: "Release v7 created by user dana@example.com", alerts: [] },
];
const router = (status: number, code = "") =>
  syslogLine(
    `at=${code ? "error" : "info"}${code && ` code=${code} desc="x"`} method=GET path="/" host=h request_id=r fwd="203.0.113.9" dyno=web.1 connect=1ms service=9ms status=${status} bytes=0`,
    { app: "heroku", process: "router" },
  );
const dyno = (text: string) => syslogLine(text, { app: "heroku", process: "web.1" });
const LINES: { line: string; alerts: string[] }[] = [
  { line: router(200), alerts: ["app-silent", "requests-fell"] },
  { line: router(404), alerts: ["app-silent", "requests-fell"] },
  { line: router(500), alerts: ["app-silent", "requests-fell", "requests-fail", "errors-rose"] },
  {
    line: router(503, "H12"),
    alerts: ["app-silent", "requests-fell", "requests-fail", "requests-time-out", "errors-rose"],
  },
  { line: router(503, "H10"), alerts: ["app-silent", "requests-fell", "requests-fail", "dyno-crashed", "errors-rose"] },
  { line: dyno("State changed from up to crashed"), alerts: ["dyno-crashed", "errors-rose"] },
  { line: dyno("State changed from starting to up"), alerts: [] },
  {
    line: dyno("Error R10 (Boot timeout) -> Web process failed to bind to $PORT within 60 seconds of launch"),
    alerts: ["dyno-crashed", "errors-rose"],
  },
  { line: dyno("Error R14 (Memory quota exceeded)"), alerts: ["memory-used-up", "errors-rose"] },
  { line: dyno("Error R15 (Memory quota vastly exceeded)"), alerts: ["memory-used-up", "errors-rose"] },
  {
    line: syslogLine("Error L10 (output buffer overflow): 7 messages dropped since 2026-03-04T09:20:51+00:00.", {
      app: "heroku",
      process: "logplex",
    }),
    alerts: ["lines-lost"],
  },
  {
    line: syslogLine('[DATABASE] [9-1]  sql_error_code = 42P01 ERROR:  relation "carts" does not exist', {
      process: "postgres.42",
    }),
    alerts: ["database-errors", "errors-rose"],
  },
  {
    line: syslogLine("[DATABASE] [9-1]  sql_error_code = 00000 LOG:  checkpoint complete", { process: "postgres.42" }),
    alerts: [],
  },
  { line: syslogLine("status=500 says the app itself"), alerts: [] },
];

let service: TestService;
let resource: ToldResource;
beforeAll(async () => {
  service = await startTestService();
  resource = await makeToldResource(service);
  // A minute apart: what is told within seconds of each other may be one change.
  const agoMs = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  for (const [i, { event }] of AUDIT.entries())
    await tellByAudit(service, resource, { id: randomUUID(), ...event }, agoMs(i + 1));
  for (const [i, { text }] of DRAIN.entries()) await tellByDrain(service, resource, text, agoMs(AUDIT.length + i + 1));
  await storeLines(
    service,
    resource,
    LINES.map(({ line }) => line),
  );
  await eventually(async () => (await found("changes", "")).length === AUDIT.length + DRAIN.length);
});
afterAll(() => service.stop());

/** What a query finds, each by a text of its own. */
async function found(watches: "lines" | "changes", query: string): Promise<string[]> {
  const range = { fromMs: Date.now() - 3_600_000, toMs: Date.now() + 60_000, secondsMax: 20, limit: 1_000 };
  const sample = await sampleWatched(service.services, { resourceId: resource.resourceId, watches, query }, range);
  return watches === "lines"
    ? sample.lines.map(({ message }) => message)
    : sample.changes.map(({ sentence, eventName, eventTime }) => `${eventName} ${eventTime} ${sentence}`);
}

describe("a ready-made alert", () => {
  it.each(READY_ALERTS.map((each) => [each.id, each] as const))(
    "%s finds what it is for, and nothing else",
    async (id, ready) => {
      const isFor = (each: { alerts: string[] }) => each.alerts.includes(id);
      const meant = ready.watches === "lines" ? LINES.filter(isFor) : [...AUDIT, ...DRAIN].filter(isFor);
      expect(meant.length, "no example").toBeGreaterThan(0);
      const texts = await found(ready.watches, ready.query);
      if (ready.watches === "lines")
        expect(texts.sort()).toEqual(
          LINES.filter(isFor)
            .map(({ line }) => line.replace(/^.*? - /, "").trimEnd())
            .sort(),
        );
      else {
        const all = (await found("changes", "")).reverse(); // told one after the other, a minute further back each time
        const told = [...AUDIT, ...DRAIN];
        expect(all).toHaveLength(told.length);
        expect([...texts].sort()).toEqual(all.filter((_, i) => isFor(told[i] as { alerts: string[] })).sort());
      }
    },
  );

  it("has a name, an id and a query of its own, and stands in the docs with its condition", () => {
    const different = (texts: string[]) => new Set(texts).size;
    expect(different(READY_ALERTS.map(({ id }) => id))).toBe(READY_ALERTS.length);
    expect(different(READY_ALERTS.map(({ name }) => name))).toBe(READY_ALERTS.length);
    expect(different(READY_ALERTS.map(({ condition, query }) => `${condition} ${query}`))).toBe(READY_ALERTS.length);
    const docs = readFileSync(new URL("../../../docs/alerts.md", import.meta.url), "utf8");
    for (const { name, query, technique, ...rule } of READY_ALERTS)
      expect(docs).toContain(`| ${name} | \`${query}\` | ${sayRule(rule)} | ${technique ?? ""} |`);
  });
});
