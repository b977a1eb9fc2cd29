/**
 * Search parameters as plain text, so that `query=500` stays the word `500` and a link can be read and typed by people.
 * (The router's own form would write JSON into the address.)
 */
export function parseSearchText(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** The inverse; leaves out what is undefined or empty. */
export function writeSearchText(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
