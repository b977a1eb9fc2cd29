import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import path from "node:path";
import { projectRoot } from "../app/lib/project-root.ts";
import type { Figure, Row } from "./row.ts";
import { ingestLargeRow, ingestSmallRow } from "./rows/ingest.ts";
import { readFrameRow } from "./rows/read-frame.ts";

const rows: readonly Row[] = [readFrameRow, ingestLargeRow, ingestSmallRow];

/** `npm run bench`, or `npm run bench -- NAME …` for single rows. */
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !rows.some((row) => row.name === name));
if (unknown.length > 0) {
  process.stderr.write(`No row ${unknown.join(", ")}. There are: ${rows.map((row) => row.name).join(", ")}\n`);
  process.exit(1);
}
const figures: Figure[] = [];
for (const row of rows)
  if (wanted.length === 0 || wanted.includes(row.name)) {
    process.stderr.write(`${row.name}: ${row.about}\n`);
    figures.push(...(await row.run()));
  }
const count = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
console.table(
  figures.map((figure) => ({
    row: figure.row,
    figure: `${count.format(figure.value)} ${figure.unit}`,
    reference: `${count.format(figure.reference.value)} (${figure.reference.what})`,
    ratio: (figure.value / figure.reference.value).toFixed(2),
  })),
);
const results = path.join(projectRoot, "bench/results");
await mkdir(results, { recursive: true });
const report = {
  node: process.version,
  cores: cpus().length,
  cpu: cpus()[0]?.model,
  at: new Date().toISOString(),
  figures,
};
await writeFile(path.join(results, "latest.json"), `${JSON.stringify(report, null, 2)}\n`);
process.exit(0);
