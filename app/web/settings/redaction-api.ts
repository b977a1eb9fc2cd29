import type { RedactionAnswer, RedactionPreviewAnswer } from "../../contract/api.ts";
import type { RedactionRules } from "../../contract/redaction.ts";
import { getJson, write } from "../lib/api.ts";

export function getRedaction(signal?: AbortSignal): Promise<RedactionAnswer> {
  return getJson("/redaction", {}, signal);
}

export async function changeRedaction(rules: RedactionRules): Promise<RedactionAnswer> {
  return (await (await write("PUT", "/redaction", rules)).json()) as RedactionAnswer;
}

export async function previewRedaction(rules: RedactionRules): Promise<RedactionPreviewAnswer> {
  return (await (await write("POST", "/redaction/preview", rules)).json()) as RedactionPreviewAnswer;
}
