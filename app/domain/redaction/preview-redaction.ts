import type { Ctx } from "../../context.ts";
import type { RedactionPreviewAnswer } from "../../contract/api.ts";
import { REDACTION_PREVIEW_LINES, REDACTION_PREVIEW_SHOWN } from "../../contract/limits.ts";
import type { RedactionRules } from "../../contract/redaction.ts";
import { HEROKUS_OWN_WORDS } from "../logs/classify.ts";
import { compileRedactor } from "../logs/redact/redactor.ts";
import { searchLogs } from "../logs/search-logs.ts";

/** What these rules would have masked in the newest lines of the last day, of those that are masked at all. */
export async function previewRedaction(
  ctx: Ctx,
  { signal, ...rules }: RedactionRules & { signal?: AbortSignal },
): Promise<RedactionPreviewAnswer> {
  const { data } = await searchLogs(ctx, {
    query: [...HEROKUS_OWN_WORDS].map((kind) => `-kind:${kind}`).join(" "),
    from: "-24h",
    to: "now",
    limit: REDACTION_PREVIEW_LINES,
    order: "desc",
    cursor: null,
    ...(signal ? { signal } : {}),
  });
  const redactor = compileRedactor(rules);
  const sums: Record<string, number> = {};
  const changed: RedactionPreviewAnswer["sample"] = [];
  for (const { id, timestamp, message } of data) {
    const masked = redactor?.redactText(message);
    if (!masked?.redacted) continue;
    changed.push({ id, timestamp, message: masked.text });
    for (const [rule, values] of Object.entries(masked.redacted)) sums[rule] = (sums[rule] ?? 0) + values;
  }
  return {
    lines: data.length,
    changed: changed.length,
    redacted: sums,
    sample: changed.slice(0, REDACTION_PREVIEW_SHOWN),
  };
}
