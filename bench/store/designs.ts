/** Designs of `log_lines`: what the service has, and what was tried. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { projectRoot } from "../../app/lib/project-root.ts";
import type { ClickHouse } from "../../app/stores/clickhouse/connection.ts";
import { splitStatements } from "../../migrations/clickhouse.ts";

/** Changes the definition of migration 001. */
type Design = (ddl: string) => string;
const withPart = (part: string) => (ddl: string) => ddl.replace(/\n\)\nENGINE/, `,\n    ${part}\n)\nENGINE`);
const withIndex = (type: string) => withPart(`INDEX words lower(message) TYPE ${type}`);
const withCodec = (codec: string) => (ddl: string) => ddl.replace(/(message +String CODEC)\(.*\)/, `$1(${codec})`);

export const SERVICE = "the service's";
export const PLAIN = "plain";

/** Beside the service's own, which is made by its migrations. */
const OTHERS: Readonly<Record<string, Design>> = {
  [PLAIN]: (ddl) => ddl,
  "message LZ4": withCodec("LZ4"),
  "message LZ4HC": withCodec("LZ4HC(3)"),
  "words, tokenbf_v1": withIndex("tokenbf_v1(32768, 3, 0) GRANULARITY 1"),
  "pieces, ngrambf_v1 of 4 blocks": withIndex("ngrambf_v1(6, 131072, 1, 0) GRANULARITY 4"),
  "pieces, ngrambf_v1 of 1 block": withIndex("ngrambf_v1(6, 65536, 1, 0) GRANULARITY 1"),
  "pieces, sparse_grams": withIndex("sparse_grams(5, 100, 7, 32768, 1, 0) GRANULARITY 1"),
  "words, text": withIndex("text(tokenizer = 'splitByNonAlpha', posting_list_codec = 'bitpacking')"),
};

export const DESIGNS: readonly string[] = [SERVICE, ...Object.keys(OTHERS)];

/** Makes `log_lines` by a design, with merges stopped: their CPU is measured on its own. */
export async function createDesign(clickhouse: ClickHouse, design: string): Promise<void> {
  const [ddl, ...changes] = await statementsOnLines();
  await clickhouse.command((OTHERS[design] ?? ((own) => own))(ddl as string));
  // The block has the service's columns, and how parts are made and merged is no part of a design: only the index is.
  for (const change of changes)
    if (design === SERVICE || !change.includes("ADD INDEX")) await clickhouse.command(change);
  // The service builds its index when lines are there; here the one merge does, as for every other design.
  await clickhouse.command("ALTER TABLE log_lines MODIFY SETTING materialize_skip_indexes_on_merge = 1");
  await clickhouse.command("SYSTEM STOP MERGES log_lines");
}

async function statementsOnLines(): Promise<string[]> {
  const folder = path.join(projectRoot, "migrations/clickhouse");
  const files = (await readdir(folder)).filter((file) => file.endsWith(".sql")).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), "utf8")));
  return texts
    .flatMap(splitStatements)
    .filter((statement) => /^(CREATE|ALTER) TABLE (\w+ )*log_lines\b/.test(statement));
}
