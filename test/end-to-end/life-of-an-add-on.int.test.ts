import { afterAll, beforeAll, expect, it } from "vitest";
import type { LedgerAnswer, LogsAnswer, ResourceAnswer } from "../../app/contract/api.ts";
import { sha256Hex } from "../../app/lib/secrets.ts";
import * as attachments from "../../app/stores/postgres/attachments.ts";
import { startWithSandbox } from "../support/sandbox.ts";
import { apiGet, eventually } from "../support/service.ts";

let world: Awaited<ReturnType<typeof startWithSandbox>>;
beforeAll(async () => {
  world = await startWithSandbox();
});
afterAll(() => world.stop());

it("provisions, drains, searches, counts and deprovisions, with Heroku on the other side of every call", async () => {
  const { sandbox, service } = world;

  // heroku addons:create draintrail -a harbor-quay
  const { resource, drain, answer } = await sandbox.provision("harbor-quay", "standard");
  expect(answer.status).toBe(200);
  const config = (answer.body as { config: Record<string, string> }).config;
  const apiToken = config.DRAINTRAIL_API_TOKEN ?? "";
  const drainToken = drain?.token ?? "";
  const stored = await attachments.findOwner(service.services.stores.pg, sha256Hex(drainToken));
  expect(stored?.resource_id).toBe(resource.id);

  // The grant is exchanged by a job, and the app's name is known from then on.
  await eventually(async () => {
    const { body } = await apiGet<ResourceAnswer>(service, apiToken, "/resource");
    return body.heroku_access.status === "ok" && body.app?.name === "harbor-quay" && body.attachments[0]?.app !== null;
  });

  // The app writes; Logplex frames it; a retry because our answer got lost changes nothing.
  sandbox.logplex.loseAcks(drainToken, 1);
  const router =
    'at=info method=GET path="/orders/42" host=harbor-quay.example.net request_id=7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11 fwd="203.0.113.24" dyno=web.2 connect=0ms service=41ms status=502 bytes=5120 protocol=http1.1 tls=true';
  sandbox.logplex.send("harbor-quay", [
    { text: router, source: "heroku", process: "router", priority: 134 },
    { text: '{"level":"error","msg":"order lost","order":9912}' },
    { text: "a line\nwith a line feed ✓" },
  ]);
  await sandbox.logplex.flush();
  const search = async (query: string) => {
    const { body } = await apiGet<LogsAnswer>(service, apiToken, `/logs?query=${encodeURIComponent(query)}`);
    return body.data.map((line) => line.message);
  };
  await eventually(async () => (await search("order lost")).length === 1);
  expect(await search("status:>=500")).toEqual([router]);
  expect(await search("order:9912 level:error")).toEqual(['{"level":"error","msg":"order lost","order":9912}']);
  expect(await search('"line feed ✓"')).toEqual(["a line\nwith a line feed ✓"]);
  expect(await search("app:harbor-quay order -status:502")).toHaveLength(1);
  expect(await search("app:another-app")).toEqual([]);

  const books = await eventually(async () => {
    const { body } = await apiGet<LedgerAnswer>(service, apiToken, "/ledger");
    const sum = (name: "received" | "stored" | "shed" | "rejected" | "duplicates") =>
      body.data.reduce((total, hour) => total + hour[name], 0);
    return sum("duplicates") > 0
      ? { received: sum("received"), stored: sum("stored") + sum("shed") + sum("rejected") }
      : null;
  });
  expect(books.received).toBe(books.stored);

  // heroku addons:destroy
  expect((await sandbox.deprovision(resource.id)).status).toBe(204);
  expect((await apiGet(service, apiToken, "/logs")).status).toBe(401);
  const late = await fetch(`${service.url}/drain`, {
    method: "POST",
    headers: { "content-type": "application/logplex-1", "logplex-drain-token": drainToken },
    body: "12 <190>1 - - -",
  });
  expect(late.status).toBe(404);
  expect((await sandbox.repeatDeprovision(resource.id)).status).toBe(410);
  await eventually(async () => {
    const rows = await service.services.stores.clickhouse.query<{ n: number }>(
      "SELECT count() AS n FROM log_lines WHERE resource_id = {resource:UUID}",
      { resource: resource.id },
    );
    return rows[0]?.n === 0;
  });
});
