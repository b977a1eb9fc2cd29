import { expect, test } from "vitest";
import { eventually } from "../../support/service.ts";
import { waysToClickHouse } from "./ways.ts";

test.each(Object.entries(waysToClickHouse))("a query ends with its signal: %s", async (_way, open) => {
  const { opened, remove } = await open();
  try {
    const leaving = new AbortController();
    const asked = opened.query(
      "SELECT count() FROM numbers(1e15) WHERE NOT ignore(cityHash64(number), 'to-leave')",
      {},
      { signal: leaving.signal, caps: { secondsMax: 86_400, bytesMax: 1_000_000_000, rowsMax: 1e15 } },
    );
    const left = asked.catch(() => "left");
    const running = () =>
      opened.query("SELECT 1 FROM system.processes WHERE query LIKE '%to-leave%' AND query NOT LIKE '%processes%'");
    await eventually(async () => (await running()).length === 1);
    leaving.abort();
    expect(await left).toBe("left");
    // An embedded engine has two sessions for queries, one statement at a time each: both are free again.
    await eventually(async () => {
      await Promise.all([opened.query("SELECT 1"), opened.query("SELECT 1")]);
      return (await running()).length === 0;
    });
  } finally {
    await opened.close();
    await remove();
  }
});
