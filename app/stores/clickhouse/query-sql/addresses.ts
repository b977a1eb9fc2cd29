import { IPV4_PATTERN, type Network, spellAddress } from "../../../contract/query/addresses.ts";
import { sqlString } from "../sql-string.ts";
import type { QueryParams } from "./params.ts";

/** Dotted decimal at the end, after a colon or alone. */
const DOTTED = sqlString(IPV4_PATTERN.replace("^", "(?:^|:)"));

/**
 * Does a comma-separated list hold an address of the network? IPv4 counts as its IPv4-mapped IPv6 address. Dotted decimal
 * is checked first, because ClickHouse reads leading zeros, which the predicate refuses (some read them as octal).
 */
export function addressSql(text: string, network: Network, params: QueryParams): string {
  const first = `toIPv6(${params.string(spellAddress(network.first))})`;
  const last = `toIPv6(${params.string(spellAddress(network.last))})`;
  const each = `(match(a, ${DOTTED}) OR position(a, '.') = 0) AND ifNull(toIPv6OrNull(a) >= ${first} AND toIPv6OrNull(a) <= ${last}, 0)`;
  return `arrayExists(a -> ${each}, arrayMap(b -> trimBoth(b), splitByChar(',', toString(${text}))))`;
}
