import type { ClickHouse } from "../../app/stores/clickhouse/connection.ts";
import type { TestService } from "./service.ts";

/** ClickHouse goes away for writers, or for everyone, until `mend`. */
export function breakClickHouse(
  service: Pick<TestService, "services">,
  what: "inserts" | "everything" = "inserts",
): { mend(): void; attempts(): number } {
  const { stores } = service.services;
  const real = stores.clickhouse;
  let attempts = 0;
  const away = async (): Promise<never> => {
    attempts++;
    throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  };
  stores.clickhouse = {
    ...real,
    insertBlock: away,
    gatherInsert: away,
    ...(what === "everything" ? { query: away, command: away, ping: away } : {}),
  } satisfies ClickHouse;
  return {
    mend() {
      stores.clickhouse = real;
    },
    attempts: () => attempts,
  };
}
