import type { GatheredInsert } from "../block-files.ts";
import type { ClickHouse } from "../connection.ts";
import type { ChangeBlock } from "./change-block.ts";

/** One insert, or few: another one begins where a block has other columns than the one before. As a GatheredInsert. */
export interface ChangeInsert {
  write(block: ChangeBlock): Promise<void>;
  finish(): Promise<void>;
  discard(): Promise<void>;
}

/** As `insertChanges`, for more blocks than anybody would hold. */
export function gatherChanges(clickhouse: ClickHouse): ChangeInsert {
  let open: { columns: string; insert: GatheredInsert } | null = null;
  const finish = async () => {
    const finishing = open;
    open = null;
    await finishing?.insert.finish();
  };
  return {
    async write(block) {
      if (block.rows === 0) return;
      const { columns, parts } = block.encode();
      const list = columns.join();
      if (open?.columns !== list) await finish();
      open ??= { columns: list, insert: await clickhouse.gatherInsert("heroku_audit_logs", columns) };
      await open.insert.write(parts);
    },
    finish,
    async discard() {
      await open?.insert.discard();
      open = null;
    },
  };
}
