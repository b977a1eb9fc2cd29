import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ManualDrainRotatedAnswer, ManualDrainsAnswer } from "../../../../app/contract/api.ts";
import { fingerprint } from "../../../../app/lib/secrets.ts";
import { callApi } from "../../../support/api.ts";
import { createTestClock, type TestClock } from "../../../support/clock.ts";
import { makeManualDrain, postManual, secretOf, someFrame } from "../../../support/manual-drains.ts";
import { eventually, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
let clock: TestClock;
beforeAll(async () => {
  clock = createTestClock();
  service = await startTestService({ clock });
});
afterAll(() => service.stop());

const list = (token: string) => callApi<ManualDrainsAnswer>(service, { token }, "GET", "/drains");
const rotate = (token: string, id: string) =>
  callApi<ManualDrainRotatedAnswer>(service, { token }, "POST", `/drains/${id}/rotate`);

describe("GET /api/v1/drains", () => {
  it("lists a read token its resource's drains, with the last frame of each", async () => {
    const drain = await makeManualDrain(service, { name: "quay-private" });
    expect((await list(drain.apiToken)).body.data).toMatchObject([{ id: drain.drainId, last_frame_at: null }]);
    expect((await postManual(service, drain, someFrame())).status).toBe(204);
    const [seen] = await eventually(async () => {
      const { body } = await list(drain.apiToken);
      return body.data[0]?.last_frame_at ? body.data : null;
    });
    expect(Object.keys(seen ?? {}).sort()).toEqual([
      "created_at",
      "id",
      "is_pinning",
      "last_frame_at",
      "name",
      "pinned_token_fingerprint",
      "revoked_at",
      "rotated_at",
    ]);
    expect(Math.abs(Date.parse(seen?.last_frame_at ?? "") - Date.now())).toBeLessThan(60_000);
  });

  it("shows which token is pinned by its fingerprint", async () => {
    const drain = await makeManualDrain(service, { pin_token: true });
    const token = "d.5b0c6c3e-3d3c-4c7a-9e4b-0d8a9a7b1c2d";
    expect((await postManual(service, drain, someFrame(), { "logplex-drain-token": token })).status).toBe(204);
    expect((await list(drain.apiToken)).body.data[0]?.pinned_token_fingerprint).toBe(fingerprint(token));
  });
});

describe("POST /api/v1/drains/:id/rotate answers 200", () => {
  it("with a new secret, and lets the old one in for an hour more", async () => {
    const drain = await makeManualDrain(service);
    expect((await postManual(service, drain, someFrame())).status).toBe(204); // the door remembers the old secret
    const { status, headers, body } = await rotate(drain.adminToken, drain.drainId);
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(Date.parse(body.previous_secret_valid_until) - clock.now().getTime()).toBe(3_600_000);
    const renewed = { drainId: drain.drainId, secret: secretOf(body) };
    expect(renewed.secret).not.toBe(drain.secret);
    expect((await postManual(service, renewed, someFrame())).status).toBe(204);
    expect((await postManual(service, drain, someFrame())).status).toBe(204);
    clock.advance(3_600_000);
    expect((await postManual(service, drain, someFrame())).status).toBe(401);
    expect((await postManual(service, renewed, someFrame())).status).toBe(204);
    expect((await list(drain.apiToken)).body.data[0]?.rotated_at).not.toBeNull();
  });

  it("twice, and the first secret is refused at once: this is how a leaked one is ended", async () => {
    const drain = await makeManualDrain(service);
    const { body: first } = await rotate(drain.adminToken, drain.drainId);
    const { body: second } = await rotate(drain.adminToken, drain.drainId);
    expect((await postManual(service, drain, someFrame())).status).toBe(401);
    for (const body of [first, second])
      expect((await postManual(service, { drainId: drain.drainId, secret: secretOf(body) }, someFrame())).status).toBe(
        204,
      );
  });

  it("and each secret has its own pinned token: a drain added again has another one", async () => {
    const drain = await makeManualDrain(service, { pin_token: true });
    const send = (secret: string, token: string) =>
      postManual(service, { drainId: drain.drainId, secret }, someFrame(), { "logplex-drain-token": token });
    expect((await send(drain.secret, "d.old")).status).toBe(204);
    const { body } = await rotate(drain.adminToken, drain.drainId);
    expect(body.pinned_token_fingerprint).toBeNull();
    expect((await send(secretOf(body), "d.new")).status).toBe(204);
    expect((await send(secretOf(body), "d.old")).status).toBe(401);
    expect((await send(drain.secret, "d.old")).status).toBe(204);
    expect((await send(drain.secret, "d.new")).status).toBe(401);
  });
});
