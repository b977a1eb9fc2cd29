/** ClickHouse: 159 is its timeout, 241 its memory cap; both mean that the question was too wide for one read. */
export function isTooSlow(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return code === "159" || code === "241";
}
