/** ClickHouse: 159 is its timeout, 241 its memory cap; both mean that the question was too wide for one read. */
export function isTooSlow(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return code === "159" || code === "241";
}

/** What was asked, or null when it was too wide: for a part of an answer that the rest can do without. */
export async function unlessTooSlow<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (isTooSlow(error)) return null;
    throw error;
  }
}
