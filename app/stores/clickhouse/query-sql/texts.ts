import type { TextTest } from "../../../contract/query/text-tests.ts";
import { foldAscii, quoteRegex } from "../../../contract/query/values.ts";
import type { QueryParams } from "./params.ts";

/**
 * A test of one text expression. `lower` and the CaseInsensitive functions without UTF8 fold A-Z only, as the predicate
 * does.
 */
export function textSql(text: string, test: TextTest, params: QueryParams): string {
  switch (test.by) {
    case "equals":
      return `(${test.isCased ? text : `lower(${text})`} = ${params.string(test.text)})`;
    case "contains":
      return `(${containsSql(text, test.text, test.isCased, params)})`;
    case "bounded":
      return `(${containsSql(text, test.text, false, params)}${boundarySql(text, test.text, params)})`;
    case "regex":
      return `match(${text}, ${params.string(withoutByteSearch(test.source))})`;
  }
}

/** Is it one of these texts? They are folded already unless case matters. */
export function equalsAnySql(text: string, texts: readonly string[], isCased: boolean, params: QueryParams): string {
  return `(${isCased ? text : `lower(${text})`} IN ${params.texts(texts)})`;
}

/**
 * Before it runs a regex, ClickHouse (26.7) searches the text for the bytes it takes to be in every match. It gets these
 * wrong for a repeated character beyond ASCII (for `😀?` it wants the first three of four bytes) and for classes that hold
 * syntax (`[(|]`). There, an alternative that never matches makes it search for none.
 */
function withoutByteSearch(source: string): string {
  const unescaped = source.replace(/\\[\s\S]/g, "");
  const withoutPlainClasses = unescaped.replace(/\[\^?[\w .,:;/-]+\]/g, "");
  const isMisread = /[^\p{ASCII}][*?{]/u.test(unescaped) || /[[\]]/.test(withoutPlainClasses);
  return isMisread ? `${source}|[^\\s\\S]` : source;
}

/**
 * The one place that decides how text is found. In the message a LIKE on its lower case is used, because the index is on
 * that (migrations/clickhouse/003); it costs no more than positionCaseInsensitive, and both fold A-Z only. When case
 * matters, the index still says where the text cannot be.
 */
function containsSql(text: string, wanted: string, isCased: boolean, params: QueryParams): string {
  if (text !== "message")
    return `${isCased ? "position" : "positionCaseInsensitive"}(${text}, ${params.string(wanted)}) > 0`;
  const like = `lower(message) LIKE ${params.string(`%${foldAscii(wanted).replace(/[\\%_]/g, "\\$&")}%`)}`;
  return isCased ? `${like} AND position(message, ${params.string(wanted)}) > 0` : like;
}

const WORD = /[0-9a-z_]/;

function boundarySql(text: string, wanted: string, params: QueryParams): string {
  const before = WORD.test(wanted[0] ?? "") ? "(?:^|[^0-9a-z_])" : "";
  const after = WORD.test(wanted.at(-1) ?? "") ? "(?:$|[^0-9a-z_])" : "";
  if (before === "" && after === "") return "";
  return ` AND match(lower(${text}), ${params.string(before + quoteRegex(wanted) + after)})`;
}
