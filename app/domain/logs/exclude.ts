import type { Line, LineKind, LineLevel } from "../../contract/line.ts";
import { compileMatcher, type LineMatcher } from "../../contract/query/match.ts";
import { parseQuery } from "../../contract/query/parse.ts";
import type { LineContent } from "../../stores/clickhouse/line-block.ts";
import type { ExclusionSet } from "../../stores/postgres/exclusion-sets.ts";

/** The id of the filter that keeps a line out, the first of several; null for a line that stays. */
export type Excluder = (line: LineContent, drainId: string) => string | null;

/** Heroku's own words on what was changed and on what was lost: what changes and books are made of. */
const ALWAYS_KEPT: ReadonlySet<string> = new Set<LineKind>(["api", "logplex"]);

/** The filters of a set, compiled once to be asked of many lines. They depend on the set and the line only, so a replay leaves out the same. */
export function compileExcluder({ filters, apps }: Pick<ExclusionSet, "filters" | "apps">): Excluder {
  const matchers: { id: string; matches: LineMatcher }[] = filters.map(({ id, query }) => ({
    id,
    matches: compileMatcher(parseQuery(query).tree),
  }));
  return (line, drainId) => {
    if (ALWAYS_KEPT.has(line.kind)) return null;
    const asked = toAsked(line, apps[drainId] ?? null);
    return matchers.find(({ matches }) => matches(asked))?.id ?? null;
  };
}

/** A line as the query language knows it. It has no place in the table yet, and no query asks for one. */
function toAsked(line: LineContent, app: Line["app"]): Line {
  return {
    id: "",
    message_len: line.messageLen,
    priority: line.priority,
    version: line.version,
    timestamp: "",
    host_name: line.hostName,
    app_name: line.appName,
    process_id: line.processId,
    message_id: line.messageId,
    message: line.message,
    facility: line.priority >> 3,
    severity: line.priority & 7,
    received_at: "",
    app,
    kind: line.kind as LineKind,
    level: line.level as LineLevel,
    fields: line.fields.toRecord(),
  };
}
