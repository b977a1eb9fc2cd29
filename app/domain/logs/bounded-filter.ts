import { Fault } from "../../errors.ts";

/**
 * ClickHouse refuses a statement of more than 262,144 bytes, and the rest of ours needs some thousands. A condition in
 * words is some hundreds of characters of SQL, a number or an address in each of a field's seven places 7,000 and more
 * (of addresses that are alternatives, each further one some hundreds).
 */
const FILTER_CHARS_MAX = 240_000;

/** @throws Fault query.too_large when the store would refuse the filter's SQL for its length */
export function boundedFilter<F extends { sql: string }>(filter: F): F {
  if (filter.sql.length <= FILTER_CHARS_MAX) return filter;
  throw new Fault("query.too_large", { detail: `${filter.sql.length} characters of SQL` });
}
