/** ClickHouse: 115 is a setting, of a query or of a table, that it does not know. */
export function isUnknownSetting(error: unknown): boolean {
  return ((error ?? {}) as { code?: unknown }).code === "115";
}
