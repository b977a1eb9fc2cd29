import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OPERATIONS } from "../../../../app/http/api/operations/index.ts";
import type { Operation } from "../../../../app/http/api/operations/operation.ts";
import { errorsAlert } from "../../../support/alerts.ts";
import { callApi, makeApiToken } from "../../../support/api.ts";
import { checkAnswer } from "../../../support/described-answers.ts";
import { frameOf, postFrame, syslogLine } from "../../../support/frames.ts";
import { eventually, provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { signIn } from "../../../support/sso.ts";
import { storeLines } from "../../../support/store-lines.ts";

const REQUEST_ID = randomUUID();
const LINES = [
  {
    text: `at=info method=GET path="/" request_id=${REQUEST_ID} dyno=web.1 service=9ms status=200 bytes=5`,
    from: "router",
  },
  { text: "source=web.1 dyno=heroku.1.x sample#memory_total=42.5MB sample#load_avg_1m=0.5", from: "web.1" },
  { text: "Release v42 created by user dev@example.com", from: "api" },
];

let service: TestService;
/** What each path's parameter stands for. */
const ids: Record<string, string> = {};
let token: string;
beforeAll(async () => {
  service = await startTestService();
  const resource = await provisionResource(service);
  token = await makeApiToken(service, resource.resourceId, ["admin"]);
  await signIn(service, resource.resourceId);
  const stored = await storeLines(service, resource, [
    ...LINES.map(({ text, from }) => syslogLine(text, { app: from === "api" ? "app" : "heroku", process: from })),
    syslogLine('{"level":"error","msg":"broken"}'),
  ]);
  ids["/logs/{id}/context"] = stored[0]?.id ?? "";
  ids["/logs/trace/{request_id}"] = REQUEST_ID;
  const exclusion = { name: "health", query: "health" };
  const { body: made } = await callApi<{ id: string }>(service, { token }, "POST", "/exclusions", { body: exclusion });
  await callApi(service, { token }, "PUT", "/redaction", { body: { detectors: ["email"] } });
  await postFrame(service, resource.drainToken, frameOf([syslogLine("GET /health"), syslogLine("to jo@example.com")]));
  ids["/exclusions/{id}/hours"] = await eventually(async () => {
    const hours = `/exclusions/${made.id}/hours`;
    const { body } = await callApi<{ data: unknown[] }>(service, { token }, "GET", hours);
    return body.data.length > 0 && made.id;
  });
  // The release in the log becomes a change on its own way.
  ids["/changes/{id}"] = await eventually(async () => {
    const { body } = await callApi<{ data: { id: string }[] }>(service, { token }, "GET", "/changes?from=-2h");
    return body.data[0]?.id;
  });
});
afterAll(() => service.stop());

/** What makes something comes first: it is listed and rotated after that. */
const isMaking = ({ method, path }: Operation) => method === "post" && !path.includes("{");
// The audit trail's calls need a Heroku, a bucket's need a bucket: their own tests get each of these answers.
const described = OPERATIONS.filter(({ answer, path }) => answer && !/^\/(audit|bucket)/.test(path)).sort(
  (a, b) => Number(isMaking(b)) - Number(isMaking(a)),
);

/** What is told by calls that take a body. */
const bodies: Record<string, object> = {
  "post /drains": { name: "quay" },
  "post /tokens": { name: "nightly" },
  "post /searches": { name: "slow", query: "service:>1s" },
  "patch /searches/{id}": { name: "slower" },
  "post /exclusions": { name: "bots", query: "status:403" },
  "patch /exclusions/{id}": { is_active: false },
  "put /admins": { admins: null },
  "put /redaction": { keys: ["password"] },
  "post /redaction/preview": { keys: ["level"] },
  "post /alerts": {
    ...errorsAlert,
    destination: { kind: "webhook", url: "https://ops.example.com/hook" },
  },
  "patch /alerts/{id}": { muted_until: "2030-01-01T00:00:00Z" },
};

describe("every JSON answer is as openapi.json describes it, with something in it", () => {
  it.each(described.map(({ method, path }) => [method, path] as const))("%s %s", async (method, path) => {
    const at = path.replace(/\{\w+\}/, ids[path] ?? ids[path.split("/{")[0] ?? ""] ?? "");
    const body = bodies[`${method} ${path}`];
    const verb = method.toUpperCase() as "GET" | "POST" | "PUT" | "PATCH";
    const query = verb === "GET" && path !== "/resource" ? "?from=-2h" : "";
    // Compared inside callApi, like every answer of every test.
    const answer = await callApi<{ id?: string; data?: unknown[] }>(service, { token }, verb, at + query, { body });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    if (verb === "POST" && answer.body.id) ids[path] = answer.body.id;
    if (answer.body.data) expect(answer.body.data.length, "an empty list proves nothing").toBeGreaterThan(0);
  });
});

it("an answer that lacks a member, has one more or another type is a fault", async () => {
  const { body } = await callApi<Record<string, unknown>>(service, { token }, "GET", "/logs?query=nothing-has-this");
  for (const wrong of [
    { ...body, data: undefined },
    { ...body, more: 1 },
    { ...body, next_cursor: 7 },
  ])
    expect(() => checkAnswer("GET", "/logs", 200, JSON.parse(JSON.stringify(wrong)))).toThrow("openapi.json");
  expect(() => checkAnswer("GET", "/logs", 404, { title: "x" })).toThrow("openapi.json");
});
