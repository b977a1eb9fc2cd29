import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RedactionAnswer, RedactionPreviewAnswer } from "../../../../app/contract/api.ts";
import { REDACTION_KEYS_MAX } from "../../../../app/contract/limits.ts";
import { DETECTOR_IDS } from "../../../../app/contract/redaction.ts";
import { type Caller, callApi, provisionWithAdmin } from "../../../support/api.ts";
import { createTestClock, type TestClock } from "../../../support/clock.ts";
import { frameOf, postFrame, syslogLine } from "../../../support/frames.ts";
import { eventually, partnerCall, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
let clock: TestClock;
beforeAll(async () => {
  clock = createTestClock();
  service = await startTestService({ clock });
});
afterAll(() => service.stop());

const setUp = () => provisionWithAdmin(service);
type Answer = RedactionAnswer & { code: string; detail: string };
const read = (caller: Caller) => callApi<Answer>(service, caller, "GET", "/redaction");
const change = (caller: Caller, body: object) => callApi<Answer>(service, caller, "PUT", "/redaction", { body });
const preview = (caller: Caller, body: object) =>
  callApi<RedactionPreviewAnswer>(service, caller, "POST", "/redaction/preview", { body });

describe("what is masked", () => {
  it("is nothing at first", async () => {
    const { admin } = await setUp();
    expect((await read(admin)).body).toEqual({
      detectors: [],
      keys: [],
      prefixes: [],
      changed_at: null,
      changed_by: null,
      redacted: { day: {}, month: {} },
    });
  });

  it("is what was put last, each rule once; who did it and when is told", async () => {
    const { admin, apiToken } = await setUp();
    const given = { detectors: DETECTOR_IDS, keys: [" password ", "*_key", "*_key"], prefixes: ["cus_", "cus_"] };
    const { status, body } = await change(admin, given);
    expect(status, JSON.stringify(body)).toBe(200);
    const told = { changed_at: clock.now().toISOString(), changed_by: admin.token.slice(0, 11) };
    expect(body).toMatchObject({
      detectors: [...DETECTOR_IDS],
      keys: ["password", "*_key"],
      prefixes: ["cus_"],
      ...told,
    });
    expect((await read({ token: apiToken })).body).toEqual(body);
    clock.advance(60_000);
    expect((await change(admin, { keys: ["token"] })).body).toMatchObject({
      detectors: [],
      keys: ["token"],
      prefixes: [],
      changed_at: clock.now().toISOString(),
    });
  });

  it.each([
    [{ detectors: ["emails"] }, "detectors.0"],
    [{ detectors: "email" }, "detectors"],
    [{ keys: ["two words"] }, "keys.0"],
    [{ keys: ["*"] }, "keys.0"],
    [{ keys: ["a*b"] }, "keys.0"],
    [{ keys: [7] }, "keys.0"],
    [{ keys: Array.from({ length: REDACTION_KEYS_MAX + 1 }, (_, i) => `key${i}`) }, "keys"],
    [{ prefixes: ["ab"] }, "prefixes.0"],
    [{ prefixes: ["(a+)+$"] }, "prefixes.0"],
    [{ patterns: [] }, "patterns"],
  ])("refuses %j, and says which member is at fault", async (body, member) => {
    const { admin } = await setUp();
    const answer = await change(admin, body);
    expect(answer.status).toBe(422);
    expect(answer.body.code).toBe("body.bad_member");
    expect(answer.body.detail).toContain(member);
    expect((await read(admin)).body.changed_at).toBeNull();
  });

  it("may be changed with the scope admin only, and belongs to one add-on", async () => {
    const [mine, theirs] = [await setUp(), await setUp()];
    expect((await change({ token: mine.apiToken }, { keys: ["a"] })).status).toBe(403);
    expect((await preview({ token: mine.apiToken }, { keys: ["a"] })).status).toBe(403);
    await change(mine.admin, { keys: ["mine"] });
    expect((await read(theirs.admin)).body.keys).toEqual([]);
  });

  it("ends with the add-on", async () => {
    const { admin, resourceId } = await setUp();
    await change(admin, { detectors: ["email"] });
    const { pg } = service.services.stores;
    await pg("redaction_hours").insert({ resource_id: resourceId, hour: clock.now(), rule: "email", values: 1 });
    await partnerCall(service, "DELETE", `/${resourceId}`);
    await eventually(async () => (await pg("redactions").where({ resource_id: resourceId })).length === 0);
    expect(await pg("redaction_hours").where({ resource_id: resourceId })).toEqual([]);
  });
});

describe("a preview", () => {
  it("says what the rules would have masked in the newest lines, and changes none", async () => {
    const { admin, apiToken, drainToken } = await setUp();
    const lines = [
      syslogLine("to jane@example.com and jo@example.com"),
      syslogLine("password=hunter2"),
      syslogLine("nothing"),
      syslogLine("Release v7 created by user dana@example.com", { process: "api" }),
    ];
    await postFrame(service, drainToken, frameOf(lines));
    const stored = async () =>
      (await callApi<{ data: { message: string }[] }>(service, { token: apiToken }, "GET", "/logs")).body.data;
    await eventually(async () => (await stored()).length === lines.length);
    const before = await stored();
    const { status, body } = await preview(admin, { detectors: ["email", "card"], keys: ["password"] });
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body).toMatchObject({ lines: 3, changed: 2, redacted: { email: 2, keys: 1 } });
    expect(body.sample.map(({ message }) => message)).toEqual([
      "password=*******",
      "to **************** and **************",
    ]);
    expect(await stored()).toEqual(before);
    expect((await preview(admin, {})).body).toEqual({ lines: 3, changed: 0, redacted: {}, sample: [] });
  });
});
