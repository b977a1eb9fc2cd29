import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { ApiTokenSecretAnswer } from "../../../../app/contract/api.ts";
import { callApi, makeApiToken } from "../../../support/api.ts";
import { createTestClock, type TestClock } from "../../../support/clock.ts";
import { openEventStream } from "../../../support/event-stream.ts";
import { frameOf, postFrame, syslogLine } from "../../../support/frames.ts";
import { provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { signIn } from "../../../support/sso.ts";

let service: TestService;
let clock: TestClock;
beforeAll(async () => {
  clock = createTestClock();
  service = await startTestService({ clock });
});
afterAll(() => service.stop());
beforeEach(() => {
  clock.set(new Date()); // a sign-in is valid for minutes
});
afterEach(() => {
  vi.useRealTimers();
});

const HOUR_MS = 3_600_000;

/** A resource, and who may look at it for an hour, for twelve, and without end. */
async function setUp() {
  const resource = await provisionResource(service);
  const admin = { token: await makeApiToken(service, resource.resourceId, ["admin"]) };
  const { body } = await callApi<ApiTokenSecretAnswer>(service, admin, "POST", "/tokens", {
    body: { name: "an hour", expires_at: new Date(clock.now().getTime() + HOUR_MS).toISOString() },
  });
  return {
    resource,
    hour: { authorization: `Bearer ${body.token}` },
    session: { cookie: await signIn(service, resource.resourceId) },
    endless: { authorization: `Bearer ${admin.token}` },
  };
}
const open = (headers: Record<string, string>) => openEventStream(`${service.url}/api/v1/logs/tail`, headers);
const line = (message: string) => ({ event: "line", data: { message } });
const ended = { event: "ended", data: { code: "auth.session_ended" } };

describe("a tail ends with what let it in", () => {
  it("no line comes after a token expired or a session had its twelve hours, and who may still look sees it", async () => {
    const { resource, ...callers } = await setUp();
    const send = (text: string) => postFrame(service, resource.drainToken, frameOf([syslogLine(text)]));
    const [hour, session, endless] = [
      await open(callers.hour),
      await open(callers.session),
      await open(callers.endless),
    ];
    await send("to all");
    for (const tail of [hour, session, endless]) expect(await tail.next()).toMatchObject(line("to all"));
    clock.advance(HOUR_MS);
    await send("within the session");
    expect(await hour.next()).toMatchObject(ended);
    expect(await hour.next()).toBeNull();
    for (const tail of [session, endless]) expect(await tail.next()).toMatchObject(line("within the session"));
    clock.advance(11 * HOUR_MS);
    await send("after all but one");
    expect(await session.next()).toMatchObject(ended);
    expect(await session.next()).toBeNull();
    expect(await endless.next()).toMatchObject(line("after all but one"));
    endless.close();
  });

  it("also when no line comes: with its next sign of life", async () => {
    const callers = await setUp();
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const tails = [await open(callers.hour), await open(callers.session)];
    vi.advanceTimersByTime(15_000);
    clock.advance(12 * HOUR_MS);
    vi.advanceTimersByTime(15_000);
    for (const tail of tails) {
      expect(await tail.next()).toMatchObject(ended);
      expect(await tail.next()).toBeNull();
    }
  });
});
