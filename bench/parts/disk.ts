/** Opens the data a stopped service left, merges it as far as it goes, and says what it takes on disk. */
import path from "node:path";
import { openEmbeddedClickHouse } from "../../app/stores/clickhouse/connection.ts";
import { answerParent } from "../process/child-side.ts";

export interface DiskUse {
  rows: number;
  bytes: number;
  parts: number;
  /** Bytes per row of each column, largest first; together less than `bytes`, which has index and marks in it. */
  columns: { name: string; bytesPerRow: number }[];
}

answerParent({
  async measure({ dataDir }: { dataDir: string }): Promise<DiskUse> {
    const clickhouse = await openEmbeddedClickHouse(path.join(dataDir, "clickhouse"));
    try {
      await clickhouse.command("OPTIMIZE TABLE log_lines FINAL");
      const ofTable = "database = currentDatabase() AND table = 'log_lines' AND active";
      const [all] = await clickhouse.query<{ rows: number; bytes: number; parts: number }>(
        `SELECT sum(rows) AS rows, sum(bytes_on_disk) AS bytes, count() AS parts FROM system.parts WHERE ${ofTable}`,
      );
      const columns = await clickhouse.query<{ name: string; bytes: number }>(
        `SELECT column AS name, sum(column_bytes_on_disk) AS bytes FROM system.parts_columns WHERE ${ofTable}
         GROUP BY name ORDER BY bytes DESC`,
      );
      const rows = all?.rows ?? 0;
      return {
        rows,
        bytes: all?.bytes ?? 0,
        parts: all?.parts ?? 0,
        columns: columns.map(({ name, bytes }) => ({ name, bytesPerRow: bytes / rows })),
      };
    } finally {
      await clickhouse.close();
    }
  },
});
