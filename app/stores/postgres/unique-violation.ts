/** Whether a statement was refused because another row has what must be unique. Source: PostgreSQL documentation, appendix A. */
export function isUniqueViolation(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === "23505";
}
