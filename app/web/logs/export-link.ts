import type { TimeRange } from "../lib/time-range.ts";

export interface ExportChoice {
  query: string;
  /** Absolute, so that the file holds what the page showed. */
  range: TimeRange;
  format: "ndjson" | "csv";
  isGzip: boolean;
  /** Id of the last line of the file before this one; empty for the first. */
  after: string;
}

/** What `GET /logs/export` is asked with. */
export function exportParams(choice: ExportChoice): Record<string, string | undefined> {
  return {
    query: choice.query,
    ...choice.range,
    format: choice.format,
    gzip: choice.isGzip ? "1" : undefined,
    cursor: choice.after.trim() === "" ? undefined : choice.after.trim(),
  };
}

/** The same file from a shell, with the token that the add-on put into the app's config. */
export function exportCommand(choice: ExportChoice): string {
  const data = Object.entries(exportParams(choice))
    .filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== "")
    .map(([name, value]) => `  --data-urlencode ${shellQuote(`${name}=${value}`)}`);
  return [
    'curl -fOJ -G -H "Authorization: Bearer $DRAINTRAIL_API_TOKEN"',
    ...data,
    '  "$DRAINTRAIL_URL/logs/export"',
  ].join(" \\\n");
}

/** Single quotes hold everything but themselves. */
function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
