import type { Request, Response } from "express";
import { expect, it } from "vitest";
import type { Services } from "../../../app/context.ts";
import { Fault } from "../../../app/errors.ts";
import { apiRateLimit } from "../../../app/http/auth/rate-limit.ts";

it("with a Redis of our own, which one process alone has, calls are counted without asking it", async () => {
  const withoutRedis = { config: { redisUrl: null, apiCallsPerMinute: 2 }, stores: {} } as unknown as Services;
  const limit = apiRateLimit(withoutRedis);
  const call = async (tokenId: string) => {
    const headers: Record<string, string> = {};
    const ctx = { resourceId: "r", actor: { kind: "token", tokenId } };
    const res = {
      locals: { ctx },
      set: (name: string | object, value?: string) =>
        Object.assign(headers, typeof name === "string" ? { [name]: value } : name),
    };
    let refusal: unknown;
    await limit({} as Request, res as unknown as Response, (error?: unknown) => {
      refusal = error;
    });
    return { remaining: headers["RateLimit-Remaining"], code: refusal instanceof Fault ? refusal.code : refusal };
  };
  expect(await call("a")).toEqual({ remaining: "1", code: undefined });
  expect(await call("a")).toEqual({ remaining: "0", code: undefined });
  expect(await call("a")).toEqual({ remaining: "0", code: "api.rate_limited" });
  expect(await call("b")).toEqual({ remaining: "1", code: undefined });
});
