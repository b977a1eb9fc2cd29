import { IPV4_PATTERN, type Network, spellAddress } from "../../../contract/query/addresses.ts";
import { sqlString } from "../sql-string.ts";
import type { QueryParams } from "./params.ts";

/** Dotted decimal at the end, after a colon or alone. */
const DOTTED = sqlString(IPV4_PATTERN.replace("^", "(?:^|:)"));

/**
 * Does a comma-separated list hold an address of one of the networks? IPv4 counts as its IPv4-mapped IPv6 address. Dotted
 * decimal is checked first, because ClickHouse reads leading zeros, which the predicate refuses (some read them as octal).
 */
export function addressSql(text: string, networks: readonly Network[], params: QueryParams): string {
  const address = `if(match(a, ${DOTTED}) OR position(a, '.') = 0, toIPv6OrNull(a), NULL)`;
  const addresses = `arrayMap(a -> ${address}, arrayMap(b -> trimBoth(b), splitByChar(',', toString(${text}))))`;
  // Most places of most lines hold none: those are past before anything is compared (30 blocks in 200 k lines: 0.7 s of CPU
  // instead of 3.4).
  return `arrayExists(a -> ifNull(${insideSql(networks, params)}, 0), arrayFilter(a -> isNotNull(a), ${addresses}))`;
}

/** Of the address `a`. */
function insideSql(networks: readonly Network[], params: QueryParams): string {
  const single = networks.filter(({ isAddress }) => isAddress).map(({ first }) => spellAddress(first));
  const blocks = networks.filter(({ isAddress }) => !isAddress);
  return [
    ...(single.length > 0 ? [`has(${params.addresses(single)}, a)`] : []),
    ...blocks.map(({ first, last }) => {
      const [from, to] = [first, last].map((digits) => `toIPv6(${params.string(spellAddress(digits))})`);
      return `(a >= ${from} AND a <= ${to})`;
    }),
  ].join(" OR ");
}
