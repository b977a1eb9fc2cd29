import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { breakClickHouse } from "../../../support/break-clickhouse.ts";
import { eventually, linksOf, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, hasLinks: true });
});
afterAll(() => service.stop());

async function get(path: string) {
  const response = await fetch(`${service.url}${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

afterEach(async () => {
  await linksOf(service).postgres.mend();
  await linksOf(service).redis.mend();
  await eventually(async () => (await get("/readyz")).status === 200);
});

const allOk = { process: "ok", postgres: "ok", redis: "ok", clickhouse: "ok" };

describe("GET /readyz", () => {
  it("answers 200 when every store answers", async () => {
    expect(await get("/readyz")).toEqual({ status: 200, body: { status: "ready", ...allOk } });
  });

  it.each(["postgres", "redis"] as const)(
    "answers 503 and names %s when it is away, while /healthz stays 200",
    async (name) => {
      await linksOf(service)[name].cut();
      await eventually(async () => (await get("/readyz")).status === 503);
      expect((await get("/readyz")).body).toEqual({ status: "not ready", ...allOk, [name]: "away" });
      expect((await get("/healthz")).status).toBe(200);
    },
  );

  it("answers 503 and names ClickHouse when it is away", async () => {
    const outage = breakClickHouse(service, "everything");
    expect(await get("/readyz")).toEqual({
      status: 503,
      body: { status: "not ready", ...allOk, clickhouse: "away" },
    });
    outage.mend();
  });

  it("answers 503 when a store has the schema of the version before", async () => {
    const { pg, clickhouse } = service.services.stores;
    const newest = await pg("knex_migrations").orderBy("id", "desc").first();
    await pg("knex_migrations").where({ id: newest.id }).delete();
    expect((await get("/readyz")).body).toEqual({ status: "not ready", ...allOk, postgres: "away" });
    await pg("knex_migrations").insert(newest);

    const file = "011_durable_inserts.sql";
    await clickhouse.command(
      "ALTER TABLE schema_migrations DELETE WHERE name = {file:String} SETTINGS mutations_sync = 2",
      { file },
    );
    expect((await get("/readyz")).body).toEqual({ status: "not ready", ...allOk, clickhouse: "away" });
    await clickhouse.command("INSERT INTO schema_migrations (name) SELECT {file:String}", { file });
    expect((await get("/readyz")).status).toBe(200);
  });

  it("answers 503 when Postgres hangs, instead of hanging with it", async () => {
    linksOf(service).postgres.hush();
    expect((await get("/readyz")).body).toMatchObject({ postgres: "away" });
  }, 20_000);
});
