import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { LogsAnswer } from "../../app/contract/api.ts";
import type { Line } from "../../app/contract/line.ts";
import { storeChanges } from "../../app/domain/changes/store-changes.ts";
import { projectRoot } from "../../app/lib/project-root.ts";
import { callApi, makeApiToken } from "../support/api.ts";
import { changeRow } from "../support/changes.ts";
import { frameOf, postFrame, syslogLine } from "../support/frames.ts";
import { openTails } from "../support/open-tails.ts";
import {
  apiGet,
  eventually,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../support/service.ts";
import { storeLines } from "../support/store-lines.ts";
import { openStoreLink } from "../support/store-link.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
const running = new Set<ChildProcess>();
afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await service.stop();
});

/** The one file that the build makes and the service gives out, as a customer runs it. */
const FILE = path.join(projectRoot, "dist/cli/draintrail.cjs");

function start(env: Record<string, string>, args: readonly string[]) {
  const child = spawn(process.execPath, [FILE, ...args], { env: { PATH: process.env.PATH, ...env } });
  running.add(child);
  const said = { out: "", err: "" };
  child.stdout.on("data", (bytes) => {
    said.out += bytes;
  });
  child.stderr.on("data", (bytes) => {
    said.err += bytes;
  });
  const ended = once(child, "close").then(([code]) => {
    running.delete(child);
    return { code: code as number, ...said, lines: said.out.split("\n").filter((line) => line !== "") };
  });
  return { child, said, ended };
}

const envOf = ({ apiToken }: Provisioned, url = service.url) => ({
  DRAINTRAIL_URL: `${url}/api/v1`,
  DRAINTRAIL_API_TOKEN: apiToken,
});
const run = (resource: Provisioned, ...args: string[]) => start(envOf(resource), args).ended;

describe("draintrail search", () => {
  it("prints the newest lines that match, oldest first, as `heroku logs` does", async () => {
    const resource = await provisionResource(service);
    const stored = await storeLines(
      service,
      resource,
      ["one fish", "two fish", "red herring", "blue fish"].map((text) => syslogLine(text)),
    );
    const found = await run(resource, "search", "fish", "-n", "2");
    expect(found).toMatchObject({ code: 0, err: "" });
    expect(found.lines).toEqual(
      [stored[1], stored[3]].map((line) => `${line?.timestamp} app[${line?.process_id}]: ${line?.message}`),
    );
  });

  it("prints what the API tells when it is asked for JSON, across its pages", async () => {
    const resource = await provisionResource(service);
    const texts = Array.from({ length: 1_005 }, (_, i) => `n=${i}`);
    await postFrame(service, resource.drainToken, frameOf(texts.map((text) => syslogLine(text))));
    await eventually(async () => (await run(resource, "search", "n:1004")).code === 0);
    const found = await run(resource, "search", "--json", "-n", "1004", "n:*");
    const lines = found.lines.map((line) => JSON.parse(line) as Line);
    expect(lines.map(({ message }) => message)).toEqual(texts.slice(1));
    const { body } = await apiGet<LogsAnswer>(service, resource.apiToken, "/logs?limit=1");
    expect(lines.at(-1)).toEqual(body.data[0]);
  });

  it("ends as grep does: 0, 1 when nothing was found, 2 when something is wrong", async () => {
    const resource = await provisionResource(service);
    expect(await run(resource, "search", "nothing")).toEqual({ code: 1, out: "", err: "", lines: [] });
    expect(await run({ ...resource, apiToken: `${resource.apiToken}x` }, "search")).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringMatching(/^draintrail: .+ \(auth\.\w+\)\n$/),
    });
    expect(await run(resource, "search", "--from", "yesterday-ish")).toMatchObject({ code: 2, out: "" });
    expect(await run(resource, "search", "-n", "20000")).toMatchObject({ code: 2, out: "" });
    expect(await run(resource, "search", "-x")).toMatchObject({ code: 2, out: "" });
    expect(await start({}, ["search"]).ended).toMatchObject({
      code: 2,
      err: expect.stringContaining("heroku config:get DRAINTRAIL_URL"),
    });
  });

  it("takes a query that begins with a dash behind two", async () => {
    const resource = await provisionResource(service);
    await storeLines(service, resource, [syslogLine("a fish"), syslogLine("a bird")]);
    expect((await run(resource, "search", "--", "-fish")).lines).toEqual([expect.stringContaining("a bird")]);
  });

  it("sends no escape of a hostile line to the terminal, and no token unencrypted over a network", async () => {
    const resource = await provisionResource(service);
    await storeLines(service, resource, [syslogLine("\u001b]0;owned\u0007\u001b[2Kinnocent\nroot[web.1]: forged")]);
    const { out } = await run(resource, "search", "innocent", "--color");
    const [first, ...escapes] = out.split("\u001b");
    expect(escapes.length).toBeGreaterThan(0);
    expect(escapes.every((each) => /^\[\d+m/.test(each))).toBe(true); // colours of ours, and nothing else
    expect([first, ...escapes.map((each) => each.replace(/^\[\d+m/, ""))].join("")).toMatch(
      /: innocent\n {4}root\[web\.1\]: forged\n$/,
    );
    const env = { ...envOf(resource), DRAINTRAIL_URL: "http://logs.example.com/api/v1" };
    expect(await start(env, ["search"]).ended).toMatchObject({ code: 2, err: expect.stringContaining("no https") });
  });
});

describe("draintrail export", () => {
  it("prints every line of a range as the API tells it, and goes on behind the last one after a break", async () => {
    const resource = await provisionResource(service);
    // Nothing that gzip could make small: the file comes in many pieces.
    const unlike = () => Array.from({ length: 6 }, () => randomUUID()).join("");
    const texts = Array.from({ length: 2_500 }, (_, i) => `n=${i} ${unlike()}\u202e`);
    await postFrame(service, resource.drainToken, frameOf(texts.map((text) => syslogLine(text))));
    await eventually(async () => (await run(resource, "search", "n:2499")).code === 0);
    const link = await openStoreLink(service.url);
    try {
      let pieces = 0;
      link.loseNextAnswer(() => ++pieces === 3);
      const env = envOf(resource, link.url.replace(/\/$/, ""));
      const exported = await start(env, ["export", "n:*"]).ended;
      expect(exported).toMatchObject({
        code: 0,
        err: expect.stringMatching(/^note: the connection broke after \d+ lines; /),
      });
      expect(exported.lines.map((each) => (JSON.parse(each) as Line).message)).toEqual(texts);
      expect(exported.out).not.toContain("\u202e");
    } finally {
      await link.close();
    }
  });

  it("ends with 1 when nothing matches, and with 2 when nobody answers", async () => {
    const resource = await provisionResource(service);
    expect(await run(resource, "export", "nothing")).toEqual({ code: 1, out: "", err: "", lines: [] });
    const env = envOf(resource, "http://127.0.0.1:9");
    expect(await start(env, ["export"]).ended).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining("could not be reached"),
    });
  });
});

describe("draintrail tail", () => {
  const tailing = (count: number) => eventually(async () => (await openTails(service)) === count);
  const isTailing = () => tailing(1);
  afterEach(() => tailing(0)); // the next one's is told from this one's
  const send = ({ drainToken }: Provisioned, text: string) =>
    postFrame(service, drainToken, frameOf([syslogLine(text)]));

  it("prints lines as they come, and after a break those that came meanwhile", async () => {
    const resource = await provisionResource(service);
    const link = await openStoreLink(service.url);
    const { child, said, ended } = start(envOf(resource, link.url.replace(/\/$/, "")), ["tail", "order:*"]);
    try {
      await isTailing();
      await send(resource, "order=1");
      await eventually(async () => said.out.includes("order=1"));
      await link.cut();
      await storeLines(service, resource, [syslogLine("order=2"), syslogLine("other")]);
      await link.mend();
      await eventually(async () => said.out.includes("order=2"));
      expect(said.err).toContain("the connection broke");
      expect(said.out.match(/order=\d/g)).toEqual(["order=1", "order=2"]);
    } finally {
      child.kill("SIGTERM");
      await ended;
      await link.close();
    }
  });

  it("says so when it breaks before it had a line, and ends at once where nobody ever answered", async () => {
    const resource = await provisionResource(service);
    const link = await openStoreLink(service.url);
    const url = link.url.replace(/\/$/, "");
    const { child, said, ended } = start(envOf(resource, url), ["tail"]);
    try {
      await eventually(async () => said.err.includes("following new lines"));
      await link.cut();
      await eventually(async () => said.err.includes("not shown; search for them"));
      expect(await start(envOf(resource, url), ["tail"]).ended).toMatchObject({
        code: 2,
        err: expect.stringContaining("could not be reached"),
      });
    } finally {
      child.kill("SIGTERM");
      await ended;
      await link.close();
    }
  });

  it("ends when its token is revoked", async () => {
    const resource = await provisionResource(service);
    const admin = { token: await makeApiToken(service, resource.resourceId, ["admin"]) };
    const made = await callApi<{ id: string; token: string }>(service, admin, "POST", "/tokens", {
      body: { name: "tail", scopes: ["read"] },
    });
    const { ended } = start(envOf({ ...resource, apiToken: made.body.token }), ["tail"]);
    await isTailing();
    await callApi(service, admin, "DELETE", `/tokens/${made.body.id}`);
    expect(await ended).toMatchObject({ code: 2, err: expect.stringContaining("Access has ended") });
  });
});

it("draintrail changes prints who did what, and trace one request", async () => {
  const resource = await provisionResource(service);
  const { resourceId } = resource;
  const at = Date.now() - 60_000;
  await storeChanges(service.services, [
    { ...changeRow(resourceId, { id: randomUUID() }), eventTime: at, sentence: "dana@example.com set PAYMENT_KEY" },
  ]);
  const changes = await run(resource, "changes", "PAYMENT_KEY");
  expect(changes).toMatchObject({ code: 0, lines: [expect.stringMatching(/^\S+ dana@example\.com set PAYMENT_KEY$/)] });
  expect(await run(resource, "changes", "nothing")).toMatchObject({ code: 1 });
  const id = randomUUID();
  await storeLines(service, resource, [syslogLine(`request_id=${id} hello`), syslogLine("another")]);
  expect(await run(resource, "trace", id)).toMatchObject({ code: 0, lines: [expect.stringContaining("hello")] });
  expect(await run(resource, "trace", randomUUID())).toMatchObject({
    code: 2,
    err: expect.stringContaining("trace.not_found"),
  });
});

it("is given out by the service to whoever asks, as it was built", async () => {
  const response = await fetch(`${service.url}/cli/draintrail.cjs`);
  expect(response.status).toBe(200);
  expect(await response.text()).toMatch(/^#!\/usr\/bin\/env node\n/);
});
