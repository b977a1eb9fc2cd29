import type { ExclusionAnswer, ExclusionsAnswer } from "../../contract/api.ts";
import { getJson, write } from "../lib/api.ts";

export function getExclusions(signal?: AbortSignal): Promise<ExclusionsAnswer> {
  return getJson("/exclusions", {}, signal);
}

export async function createExclusion(input: { name: string; query: string }): Promise<ExclusionAnswer> {
  return (await (await write("POST", "/exclusions", input)).json()) as ExclusionAnswer;
}

export async function changeExclusion(
  id: string,
  changes: { name: string; query: string } | { is_active: boolean },
): Promise<ExclusionAnswer> {
  return (await (await write("PATCH", `/exclusions/${id}`, changes)).json()) as ExclusionAnswer;
}

export async function removeExclusion(id: string): Promise<void> {
  await write("DELETE", `/exclusions/${id}`);
}
