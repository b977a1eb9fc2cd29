import { type ClickHouse, openClickHouse, openEmbeddedClickHouse } from "../../../app/stores/clickhouse/connection.ts";
import { startClickHouseGateway } from "../../support/clickhouse-gateway.ts";
import { sessionsFree } from "../../support/endless-query.ts";
import { makeTempDir } from "../../support/stores.ts";

/** The two ways in, which promise the same. */
export const waysToClickHouse = {
  "in this process": async () => {
    const temp = await makeTempDir("log-lines");
    return { opened: await openEmbeddedClickHouse(temp.dir), remove: temp.remove };
  },
  "over HTTP": async () => {
    const gateway = await startClickHouseGateway();
    return { opened: openClickHouse(gateway.url), remove: gateway.stop };
  },
};

/**
 * The work of one test on a ClickHouse of its own, opened in one of the ways.
 *
 * Closed once every session is free: the engine of this process keeps its directory while a statement runs, also one
 * whose caller has left, and the next test's would be refused.
 */
export async function withClickHouse(
  open: (typeof waysToClickHouse)[keyof typeof waysToClickHouse],
  work: (opened: ClickHouse) => Promise<void>,
): Promise<void> {
  const { opened, remove } = await open();
  try {
    await work(opened);
    await sessionsFree(opened);
  } finally {
    await opened.close();
    await remove();
  }
}
