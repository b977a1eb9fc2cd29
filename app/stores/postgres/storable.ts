/*
 * Postgres holds neither NUL nor half of a surrogate pair, though JSON can say both (`\u0000`, `\ud800`): text refuses
 * the one, jsonb refuses either. A call of Heroku's that failed for it would fail at each of its retries, and hold up
 * what comes after it. So both are stored as U+FFFD, which is what UTF-8 does with what it cannot say.
 */

/** A text from outside as `text` takes it, and spelt as the same text is in what `storableJson` makes. */
export function storableText<T extends string | null>(text: T): T {
  return (text?.replace(/\0|\p{Surrogate}/gu, "\ufffd") ?? null) as T;
}

/** A value from outside as `jsonb` takes it. In JSON.stringify's output a `\ud…` is always half of a pair. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value).replace(/\\\\|\\u(?:0000|d[89a-f]..)/g, (escaped) =>
    escaped === "\\\\" ? escaped : "\ufffd",
  );
}
