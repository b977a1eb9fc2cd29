import type { Api, Params } from "../api.ts";
import type { Output } from "../terminal/output.ts";

/** The largest page there is. */
const PAGE_MAX = 1_000;

interface Page<Row> {
  data: Row[];
  next_cursor: string | null;
  partial?: true | undefined;
  diagnostics?: { message: string }[];
}

/** The newest `count` rows of a list that tells the newest first, oldest first: what came last is read last. */
export async function newestRows<Row>(
  api: Api,
  output: Output,
  path: string,
  { count, ...params }: Params & { count: number },
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const limit = Math.min(PAGE_MAX, count - rows.length);
    const page = await api.get<Page<Row>>(path, { ...params, limit, cursor });
    if (cursor === undefined) for (const { message } of page.diagnostics ?? []) output.note(`note: ${message}`);
    rows.push(...page.data);
    cursor = page.next_cursor ?? undefined;
    if (page.partial) {
      output.note("note: the search took too long; there may be more further back. Narrow the range or the query.");
      break;
    }
  } while (cursor !== undefined && rows.length < count);
  return rows.reverse();
}
