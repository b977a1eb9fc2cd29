import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameOf, syslogLine } from "../../support/frames.ts";
import { basicOf, makeManualDrain, postManual, someFrame } from "../../support/manual-drains.ts";
import { provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

async function codeOf(response: Response): Promise<string> {
  expect(response.status).toBe(401);
  expect(response.headers.get("content-length")).not.toBeNull();
  return ((await response.json()) as { code: string }).code;
}

describe("POST /drain answers 401 to credentials", () => {
  it("with a wrong secret, an unknown drain, or another drain's secret", async () => {
    const [mine, theirs] = [await makeManualDrain(service), await makeManualDrain(service)];
    for (const { drainId, secret } of [
      { drainId: mine.drainId, secret: `${mine.secret}x` },
      { drainId: mine.drainId, secret: "" },
      { drainId: randomUUID(), secret: mine.secret },
      { drainId: "harbor", secret: mine.secret },
      { drainId: theirs.drainId, secret: mine.secret },
    ])
      expect(await codeOf(await postManual(service, { drainId, secret }, someFrame()))).toBe("drain.bad_credentials");
  });

  it.each(["Basic", "Basic !!!", "basic Zm9v", `Basic ${Buffer.from(":").toString("base64")}`])(
    "that cannot be read: %j, even beside a good drain token",
    async (authorization) => {
      const { drainToken } = await provisionResource(service);
      const headers = { authorization, "logplex-drain-token": drainToken };
      const response = await postManual(service, { drainId: "", secret: "" }, someFrame(), headers);
      expect(await codeOf(response)).toBe("drain.bad_credentials");
    },
  );

  it("ahead of anything about the body", async () => {
    const drain = await makeManualDrain(service);
    const wrong = { authorization: basicOf(drain.drainId, "dts_wrong"), "content-type": "text/plain" };
    expect(await codeOf(await postManual(service, drain, someFrame(), wrong))).toBe("drain.bad_credentials");
  });

  it("and other schemes leave the drain token to decide", async () => {
    const { drainToken } = await provisionResource(service);
    const headers = { authorization: "Bearer dt_something", "logplex-drain-token": drainToken };
    const frame = frameOf([syslogLine("by token")]);
    expect((await postManual(service, { drainId: "", secret: "" }, frame, headers)).status).toBe(204);
  });
});

describe("a pinning drain", () => {
  const send = (drain: { drainId: string; secret: string }, token: string | null) =>
    postManual(service, drain, someFrame(), { "logplex-drain-token": token });

  it("takes the first token it sees and refuses another one, and none", async () => {
    const drain = await makeManualDrain(service, { pin_token: true });
    expect(await codeOf(await send(drain, null))).toBe("drain.pinned_token");
    expect((await send(drain, "d.first")).status).toBe(204);
    expect((await send(drain, "d.first")).status).toBe(204);
    expect(await codeOf(await send(drain, "d.second"))).toBe("drain.pinned_token");
    expect(await codeOf(await send(drain, null))).toBe("drain.pinned_token");
  });

  it("asked by twenty first tokens at once takes one of them", async () => {
    const drain = await makeManualDrain(service, { pin_token: true });
    const tokens = Array.from({ length: 20 }, () => `d.${randomUUID()}`);
    const statuses = await Promise.all(tokens.map(async (token) => (await send(drain, token)).status));
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    expect(statuses.filter((status) => status === 401)).toHaveLength(19);
    const winner = tokens[statuses.indexOf(204)] ?? "";
    expect((await send(drain, winner)).status).toBe(204);
  });

  it("a drain that does not pin takes any token", async () => {
    const drain = await makeManualDrain(service);
    for (const token of ["d.one", "d.two", null]) expect((await send(drain, token)).status).toBe(204);
  });
});
