import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { lineChange } from "../../../app/domain/changes/line-change.ts";
import { api } from "../../../app/domain/logs/parsers/api.ts";
import type { PublishedLine } from "../../../app/domain/logs/publish-lines.ts";

const app = { id: "0d3f6a52-9b1c-4e7e-8a44-2f5c1b7d9e60", name: "harbor-quay" };

function published(message: string, changes: Partial<PublishedLine["line"]> = {}): PublishedLine {
  const parsed = api.parse(message, {} as never);
  return {
    line: {
      timestampMicros: 1_772_615_702_118_437,
      kind: "api",
      level: "info",
      messageLen: 80,
      priority: 45,
      version: "1",
      hostName: "host",
      appName: "app",
      processId: "api",
      messageId: "-",
      message,
      fields: parsed?.fields.toRecord() ?? {},
      ...changes,
    },
    origin: {
      resourceId: "3f9b9a62-57a6-4f0e-8a1c-0d2f5b7c9e10",
      drainId: "5d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11",
      receivedAtMs: 1_772_615_703_000,
      frameSeq: 7,
      retentionDays: 3,
    },
    lineIndex: 2,
  };
}

/** What Heroku's API writes, without " by user dana@example.com". */
const SENTENCES: [message: string, eventName: string, sentence: string][] = [
  ["Release v88 created", "release.create", "released v88 on harbor-quay"],
  ["Rollback to v87", "release.rollback", "rolled back to v87 on harbor-quay"],
  ["Running release v88 commands", "release.run", "started the release commands of v88 on harbor-quay"],
  ["Set A, B config vars", "config_change.set", "set A, B on harbor-quay"],
  ["Remove A config vars", "config_change.remove", "removed A from harbor-quay"],
  [
    "Scaled to web@3:Standard-1X worker@1:Standard-2X",
    "formation.update",
    "scaled harbor-quay to web@3:Standard-1X worker@1:Standard-2X",
  ],
  ["Attach CACHE (@ref:redis-round-7)", "addon.attach", "attached redis-round-7 as CACHE to harbor-quay"],
  ["Detach CACHE (@ref:redis-round-7)", "addon.detach", "detached redis-round-7 (CACHE) from harbor-quay"],
  ["Update CACHE (@ref:redis-round-7)", "addon_attachment.update", "changed the attachment CACHE on harbor-quay"],
  ["Add heroku-redis:mini add-on", "addon.create", "created the add-on heroku-redis:mini on harbor-quay"],
  ["Remove heroku-redis:mini add-on", "addon.destroy", "removed the add-on heroku-redis:mini from harbor-quay"],
  [
    "Update plan of redis-round-7 to heroku-redis:premium-0",
    "addon.update",
    "changed the plan of redis-round-7 to heroku-redis:premium-0 on harbor-quay",
  ],
  [
    "@ref:redis-round-7 completed provisioning, setting REDIS_URL.",
    "addon.provision",
    "finished provisioning redis-round-7, setting REDIS_URL on harbor-quay",
  ],
  [
    "Add eve@example.com as collaborator",
    "collaborator.create",
    "added eve@example.com as collaborator on harbor-quay",
  ],
  [
    "Remove eve@example.com as collaborator",
    "collaborator.destroy",
    "removed eve@example.com as collaborator on harbor-quay",
  ],
  ["Add shop.example.com domain", "domain.create", "added the domain shop.example.com to harbor-quay"],
  ["Remove shop.example.com domain", "domain.destroy", "removed the domain shop.example.com from harbor-quay"],
  ["Build started", "build.create", "started a build on harbor-quay"],
  ["Deploy 4f2a91c0", "code_release.create", "deployed 4f2a91c0 to harbor-quay"],
  ["Deployed web (694536ae336d)", "code_release.create", "deployed web (694536ae336d) to harbor-quay"],
  ["Starting process with command `bash`", "dyno.run", "ran `bash` on harbor-quay"],
  ["Enable Logplex", "logplex.enable", "switched on logging on harbor-quay"],
];

describe("what Heroku's API writes into the log", () => {
  it.each(SENTENCES)("%s", (message, eventName, sentence) => {
    const row = lineChange(published(`${message} by user dana@example.com`), app, 400);
    expect([row.eventName, row.sentence]).toEqual([eventName, `dana@example.com ${sentence}`]);
  });

  it("is kept in its own words where nobody knows them", () => {
    const row = lineChange(published("Something\u0007 new happened"), { id: "", name: "" }, 400);
    expect([row.eventName, row.sentence]).toEqual(["api.line", "Something  new happened"]);
  });

  it("gives a change for every sample line", () => {
    const samples = JSON.parse(readFileSync("test/fixtures/lines/api/samples.json", "utf8")) as { message: string }[];
    for (const { message } of samples) expect(lineChange(published(message), app, 400).sentence, message).not.toBe("");
  });
});

it("a line gives the same row each time, named by its place, whatever the app is called by then", () => {
  const row = lineChange(published("Build started"), app, 400);
  const again = lineChange(published("Build started"), { id: app.id, name: "renamed" }, 0);
  expect([again.id, again.eventTime, again.receivedAt]).toEqual([row.id, row.eventTime, row.receivedAt]);
  expect(row).toMatchObject({
    id: `d-${row.eventID}`,
    eventTime: 1_772_615_702_118,
    receivedAt: 1_772_615_703_000,
    sourceID: "5d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11",
    sourceTTL: 400,
    herokuId: "",
    tags: { source: "drain" },
  });
  expect(JSON.parse(row.rawLog)).toMatchObject({ process_id: "api", message: "Build started" });
  expect(lineChange({ ...published("Build started"), lineIndex: 3 }, app, 400).id).not.toBe(row.id);
});

it("a line dated before 1970 has a time the store can hold", () => {
  expect(lineChange(published("Build started", { timestampMicros: -5 }), app, 400).eventTime).toBe(0);
});
