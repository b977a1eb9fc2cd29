import Keygrip from "keygrip";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pruneControlPlane } from "../../../../app/domain/ledger/prune-control-plane.ts";
import { createTestClock, type TestClock } from "../../../support/clock.ts";
import { openEventStream } from "../../../support/event-stream.ts";
import { frameOf, postFrame, syslogLine } from "../../../support/frames.ts";
import { linksOf, provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { cookiesOf, signIn } from "../../../support/sso.ts";

const HOUR_MS = 3_600_000;

let service: TestService;
let clock: TestClock;
beforeAll(async () => {
  clock = createTestClock();
  service = await startTestService({ clock, hasLinks: true });
});
afterAll(() => service.stop());

const resourceWith = (cookie: string) => fetch(`${service.url}/api/v1/resource`, { headers: { cookie } });
const logout = (headers: Record<string, string>) => fetch(`${service.url}/logout`, { method: "POST", headers });

describe("a dashboard session", () => {
  it("opens the API for its own resource", async () => {
    const { resourceId } = await provisionResource(service);
    const response = await resourceWith(await signIn(service, resourceId));
    expect(await response.json()).toMatchObject({ id: resourceId });
  });

  it("is refused when a single character of the cookie was altered", async () => {
    const { resourceId } = await provisionResource(service);
    const cookie = await signIn(service, resourceId);
    const value = /draintrail_session=([^;]+)/.exec(cookie)?.[1] ?? "";
    const altered = cookie.replace(value, `${value.startsWith("A") ? "B" : "A"}${value.slice(1)}`);
    const response = await resourceWith(altered);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "auth.session_ended" });
  });

  it("is refused when it was made up without our signature", async () => {
    const { resourceId } = await provisionResource(service);
    const forged = btoa(JSON.stringify({ resourceId, userId: "x", email: "x", startedAt: Date.now() }));
    expect((await resourceWith(`draintrail_session=${forged}`)).status).toBe(401);
  });

  it("ends after twelve hours", async () => {
    const { resourceId } = await provisionResource(service);
    const cookie = await signIn(service, resourceId);
    clock.advance(12 * HOUR_MS - 1);
    expect((await resourceWith(cookie)).status).toBe(200);
    clock.advance(1);
    expect((await resourceWith(cookie)).status).toBe(401);
    clock.set(new Date()); // a sign-in is valid for minutes
  });

  it("ends with logout, also for who kept a copy of the cookie, and no other session with it", async () => {
    const { resourceId } = await provisionResource(service);
    const [cookie, other] = [await signIn(service, resourceId), await signIn(service, resourceId)];
    const response = await logout({ cookie, "x-requested-with": "draintrail" });
    expect(response.status).toBe(204);
    expect((await resourceWith(cookiesOf(response))).status).toBe(401);
    const kept = await resourceWith(cookie);
    expect(kept.status).toBe(401);
    expect(await kept.json()).toMatchObject({ code: "auth.session_ended" });
    expect((await logout({ cookie, "x-requested-with": "draintrail" })).status).toBe(204);
    expect((await resourceWith(other)).status).toBe(200);
  });

  it("takes its open tails along at logout, and leaves another session's", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    const [cookie, other] = [await signIn(service, resourceId), await signIn(service, resourceId)];
    const tail = (of: string) => openEventStream(`${service.url}/api/v1/logs/tail`, { cookie: of });
    const [mine, others] = [await tail(cookie), await tail(other)];
    await logout({ cookie, "x-requested-with": "draintrail" });
    expect(await mine.next()).toMatchObject({ event: "ended", data: { code: "auth.session_ended" } });
    expect(await mine.next()).toBeNull();
    await postFrame(service, drainToken, frameOf([syslogLine("still here")]));
    expect(await others.next()).toMatchObject({ event: "line", data: { message: "still here" } });
    others.close();
  });

  it("is not said to be over when that could not be kept", async () => {
    const { resourceId } = await provisionResource(service);
    const cookie = await signIn(service, resourceId);
    await linksOf(service).postgres.cut();
    const response = await logout({ cookie, "x-requested-with": "draintrail" });
    await linksOf(service).postgres.mend();
    expect(response.status).toBe(503);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it("that ended is remembered for as long as its cookie would be good", async () => {
    const { resourceId } = await provisionResource(service);
    const cookie = await signIn(service, resourceId);
    clock.advance(HOUR_MS);
    await logout({ cookie, "x-requested-with": "draintrail" });
    clock.advance(11 * HOUR_MS - 1);
    await pruneControlPlane(service.services);
    expect((await resourceWith(cookie)).status).toBe(401);
    const kept = () => service.services.stores.pg("ended_sessions").where({ resource_id: resourceId });
    clock.advance(HOUR_MS);
    await pruneControlPlane(service.services);
    expect(await kept()).toHaveLength(1);
    clock.advance(2);
    await pruneControlPlane(service.services);
    expect(await kept()).toEqual([]);
    expect((await resourceWith(cookie)).status).toBe(401);
    clock.set(new Date());
  });

  it("of before sessions could be ended, without an id, is over: it may have been signed out of", async () => {
    const { resourceId } = await provisionResource(service);
    const signed = (session: object) => {
      const value = `draintrail_session=${btoa(JSON.stringify(session))}`;
      return `${value}; draintrail_session.sig=${new Keygrip([service.config.sessionSecret], "sha256").sign(value)}`;
    };
    const old = { resourceId, userId: "u", email: "dana@example.com", isEmailVerified: true, startedAt: Date.now() };
    const refused = await resourceWith(signed(old));
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ code: "auth.session_ended" });
    expect((await resourceWith(signed({ ...old, id: "7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11" }))).status).toBe(200);
  });

  it("cannot be ended by another site's form", async () => {
    const { resourceId } = await provisionResource(service);
    const cookie = await signIn(service, resourceId);
    expect((await logout({ cookie })).status).toBe(403);
    const crossSite = { cookie, "x-requested-with": "draintrail", "sec-fetch-site": "cross-site" };
    expect((await logout(crossSite)).status).toBe(403);
  });
});
