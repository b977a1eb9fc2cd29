import type { ClickHouse } from "../../app/stores/clickhouse/connection.ts";
import { eventually } from "./service.ts";

/** Until no session for queries has a statement: there are two, one statement at a time each, and the freest is asked. */
export async function sessionsFree(clickhouse: ClickHouse): Promise<void> {
  await Promise.all([clickhouse.query("SELECT 1"), clickhouse.query("SELECT 1")]);
}

/** Days of work, with caps that could not end it: only its signal does. */
export function endlessQuery(clickhouse: ClickHouse) {
  const running = () =>
    clickhouse.query(
      "SELECT 1 FROM system.processes WHERE query LIKE '%endless-query%' AND query NOT LIKE '%system.processes%'",
    );
  return {
    run: <Row>(signal: AbortSignal) =>
      clickhouse.query<Row>(
        "SELECT count() FROM numbers(1e15) WHERE NOT ignore(cityHash64(number), 'endless-query')",
        {},
        { signal, caps: { secondsMax: 86_400, bytesMax: 1_000_000_000, rowsMax: 1e15 } },
      ),
    hasStarted: () => eventually(async () => (await running()).length === 1),
    hasEnded: () =>
      eventually(async () => {
        await sessionsFree(clickhouse);
        return (await running()).length === 0;
      }),
  };
}
