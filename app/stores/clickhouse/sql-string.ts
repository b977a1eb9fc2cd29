/** SQL's spelling of a text of this code's own (paths, tokens, patterns). What users write reaches ClickHouse as a parameter. */
export function sqlString(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
