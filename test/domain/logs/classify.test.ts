import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LINE_KINDS } from "../../../app/contract/line.ts";
import { classify, classifySource, isDynoName } from "../../../app/domain/logs/classify.ts";

const kindOf = (appName: string, processId: string, message = "x") =>
  classify(classifySource(appName, processId), appName, message);

describe("the kind of a line", () => {
  it.each([
    ["heroku", "router", "router"],
    ["heroku", "web.1", "dyno"],
    ["heroku", "worker.12", "dyno"],
    ["heroku", "run.7336", "dyno"],
    ["heroku", "release.3212", "dyno"],
    ["heroku", "web-1234abcde-123ab", "dyno"],
    ["heroku", "slug-compiler", "other"],
    ["heroku", "slugc", "other"],
    ["heroku", "logplex", "logplex"],
    ["heroku", "api", "api"],
    ["heroku", "scheduler.4410", "scheduler"],
    ["app", "api", "api"],
    ["app", "api.1", "app"],
    ["app", "web.1", "app"],
    ["app", "run.7336", "app"],
    ["app", "web-1234abcde-123ab", "app"],
    ["app", "router", "app"],
    ["app", "logplex", "app"],
    ["app", "heroku-postgres", "postgres"],
    ["app", "postgres", "postgres"],
    ["app", "postgres.24289", "postgres"],
    ["app", "postgres.main", "app"],
    ["app", "heroku-redis", "redis"],
    ["app", "herokuconnect", "app"],
    ["app", "log-shuttle", "logplex"],
    ["heroku", "log-shuttle", "logplex"],
    ["app", "scheduler.4410", "scheduler"],
    ["nginx", "router", "other"],
    ["t.6a2f4c1e", "web.1", "other"],
    ["Heroku", "router", "other"],
  ])("of %s %s is %s", (appName, processId, kind) => {
    expect(kindOf(appName, processId)).toBe(kind);
  });

  it("is metrics only where the platform reports samples of a dyno", () => {
    const sample = "source=web.1 dyno=heroku.1.a sample#load_avg_1m=0.42";
    expect(kindOf("heroku", "web.1", sample)).toBe("metrics");
    expect(kindOf("heroku", "scheduler.1", sample)).toBe("metrics");
    expect(kindOf("app", "web.1", sample)).toBe("app");
    expect(kindOf("app", "scheduler.1", sample)).toBe("scheduler");
    expect(kindOf("heroku", "web.1", "source=web.1 without a measurement")).toBe("dyno");
    expect(kindOf("heroku", "web.1", "x source=web.1 sample#a=1")).toBe("dyno");
  });

  it("is one we know, whatever the names", () => {
    const word = fc.oneof(fc.string(), fc.constantFrom("app", "heroku", "postgres.", "scheduler.", "a-b-c", "router"));
    fc.assert(
      fc.property(word, word, fc.string(), (appName, processId, message) => {
        expect(LINE_KINDS).toContain(kindOf(appName, processId, message));
      }),
    );
  });
});

it.each([
  "web.1",
  "my_worker.44",
  "a.b.2",
  "web-1234abcde-123ab",
  "my-worker-6f7d8c9b5d-x2k4p",
  "w-6f7d8c-x2k4p",
  "w-6f7d8c9b5dzz-x2k4p",
  "web-abcdef-abcd2",
  "web-abcde2-abcde",
])("%s is a dyno's name", (name) => expect(isDynoName(name)).toBe(true));

it.each([
  "web",
  "web.",
  ".1",
  "web.one",
  "slug-compiler",
  "heroku-postgres",
  "a-b-c",
  "",
  "-",
  "log-shuttle-input",
  // a replica set of six to twelve, five after it, of small letters and digits, with a digit among them
  "web-6f7d8-x2k4p",
  "web-6f7d8c9b5dzz1-x2k4p",
  "web-6f7d8c-x2k4",
  "web-6f7d8c-x2k4p9",
  "web-6f7D8c-x2k4p",
  "web-6f7d8c-x2K4p",
  "web1-mailer-queue",
  "-6f7d8c-x2k4p",
  "6f7d8c-x2k4p",
])("%s is no dyno's name", (name) => expect(isDynoName(name)).toBe(false));
