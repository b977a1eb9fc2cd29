import { afterAll, beforeAll, expect, it } from "vitest";
import { untilSettled } from "../../exactly-once/counts.ts";
import { readBooks } from "../../support/books.ts";
import { makeManualDrain } from "../../support/manual-drains.ts";
import { otlpHeaders, otlpRequest, postOtlp } from "../../support/otlp.ts";
import { eventually, linksOf, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasLinks: true });
});
afterAll(() => service.stop());

it("log records are told to come again while no store takes them, and are stored once when they do", async () => {
  const drain = await makeManualDrain(service);
  const headers = otlpHeaders(drain);
  expect((await postOtlp(service, otlpRequest("before"), headers)).status).toBe(200); // known from here on
  const links = linksOf(service);
  // More than a frame holds, so that an outage in the middle of it can be.
  const request = otlpRequest(...Array.from({ length: 500 }, (_, i) => `${i} ${"x".repeat(500)}`));
  await Promise.all([links.redis.cut(), links.postgres.cut()]);
  const refused = await postOtlp(service, request, headers);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(await refused.json()).toEqual({ message: expect.stringContaining("drain.unavailable") });
  await links.postgres.mend();
  // By way of Postgres first, then into the spool: the same frames.
  await eventually(async () => (await postOtlp(service, request, headers)).status === 200);
  await links.redis.mend();
  await eventually(async () => (await postOtlp(service, request, headers)).status === 200);
  await untilSettled(service.services.stores);
  expect(await readBooks(service, drain.resourceId)).toMatchObject({ received: 501, stored: 501 });
});
