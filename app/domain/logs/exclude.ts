import type { Line, LineKind, LineLevel } from "../../contract/line.ts";
import { compileMatcherOf, type FieldlessLine, type LineMatcher } from "../../contract/query/match.ts";
import { parseQuery } from "../../contract/query/parse.ts";
import type { LineContent } from "../../stores/clickhouse/line-block.ts";
import type { ExclusionSet } from "../../stores/postgres/exclusion-sets.ts";
import { HEROKUS_OWN_WORDS } from "./classify.ts";
import { placedValue } from "./followed-line.ts";

/** The id of the filter that keeps a line out, the first of several; null for a line that stays. */
export type Excluder = (line: LineContent, drainId: string) => string | null;

/** The filters of a set, compiled once to be asked of many lines. They depend on the set and the line only, so a replay leaves out the same. */
export function compileExcluder({ filters, apps }: Pick<ExclusionSet, "filters" | "apps">): Excluder {
  const matchers: { id: string; matches: LineMatcher<AskedLine> }[] = filters.map(({ id, query }) => ({
    id,
    matches: compileMatcherOf(parseQuery(query).tree, readField),
  }));
  return (line, drainId) => {
    if (HEROKUS_OWN_WORDS.has(line.kind as LineKind)) return null;
    const asked = new AskedLine(line, apps[drainId] ?? null);
    return matchers.find(({ matches }) => matches(asked))?.id ?? null;
  };
}

/**
 * A line as the query language knows it. It has no place in the table yet, and no query asks for one. The message, and each
 * field, is made when a condition asks for it: making all fields of each line cost three times what reading it does.
 */
class AskedLine implements FieldlessLine {
  readonly id = "";
  readonly timestamp = "";
  readonly received_at = "";
  readonly app: Line["app"];
  readonly #line: LineContent;
  #message: string | undefined;

  constructor(line: LineContent, app: Line["app"]) {
    this.#line = line;
    this.app = app;
  }

  get message(): string {
    this.#message ??= this.#line.message;
    return this.#message;
  }

  field(name: string): string {
    const line = this.#line; // whose `fields` would be made by being looked at
    return (line.placed ? placedValue(line.placed, name) : line.fields.get(name)) ?? "";
  }

  get message_len(): number {
    return this.#line.messageLen;
  }

  get priority(): number {
    return this.#line.priority;
  }

  get facility(): number {
    return this.#line.priority >> 3;
  }

  get severity(): number {
    return this.#line.priority & 7;
  }

  get version(): string {
    return this.#line.version;
  }

  get host_name(): string {
    return this.#line.hostName;
  }

  get app_name(): string {
    return this.#line.appName;
  }

  get process_id(): string {
    return this.#line.processId;
  }

  get message_id(): string {
    return this.#line.messageId;
  }

  get kind(): LineKind {
    return this.#line.kind as LineKind;
  }

  get level(): LineLevel {
    return this.#line.level as LineLevel;
  }
}

const readField = (line: AskedLine, name: string) => line.field(name);
