import type { SavedSearchAnswer, SavedSearchesAnswer } from "../../contract/api.ts";
import { getJson, write } from "../lib/api.ts";

export function getSearches(signal?: AbortSignal): Promise<SavedSearchesAnswer> {
  return getJson("/searches", {}, signal);
}

export async function saveSearch(input: { name: string; query: string }): Promise<SavedSearchAnswer> {
  return (await (await write("POST", "/searches", input)).json()) as SavedSearchAnswer;
}

export async function changeSearch(
  id: string,
  changes: { name: string } | { query: string },
): Promise<SavedSearchAnswer> {
  return (await (await write("PATCH", `/searches/${id}`, changes)).json()) as SavedSearchAnswer;
}

export async function removeSearch(id: string): Promise<void> {
  await write("DELETE", `/searches/${id}`);
}
