/**
 * IP addresses and networks, IPv4 and IPv6 in one number line: an IPv4 address is its IPv4-mapped IPv6 one
 * (`::ffff:10.0.0.1`), so both spellings of one client are the same client.
 */
export interface Network {
  /** First and last address, as 32 lower-case hexadecimal digits, which order as the numbers do. */
  first: string;
  last: string;
  /** True when it is one address, not a block. */
  isAddress: boolean;
}

const OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
/** Strict dotted decimal, in the common subset of JavaScript and RE2: no leading zeros, which readers disagree about. */
export const IPV4_PATTERN = `^${OCTET}(?:\\.${OCTET}){3}$`;
const IPV4 = new RegExp(IPV4_PATTERN);
const IPV6_CHARS = /^[0-9a-fA-F:.]{2,45}$/;

/** `10.0.0.0/8`, `2001:db8::/32`, `10.0.0.1`; null when the text is none of them. Never throws. */
export function readNetwork(text: string): Network | null {
  const [address = "", bits, ...rest] = text.split("/");
  if (rest.length > 0) return null;
  const digits = readAddress(address);
  if (digits === null) return null;
  if (bits === undefined) return { first: digits, last: digits, isAddress: true };
  const width = IPV4.test(address) ? 32 : 128;
  if (!/^[0-9]{1,3}$/.test(bits) || Number(bits) > width) return null;
  const prefix = 128 - width + Number(bits);
  return { first: maskDigits(digits, prefix, "0"), last: maskDigits(digits, prefix, "1"), isAddress: prefix === 128 };
}

/** @returns the address as 32 hexadecimal digits, or null */
export function readAddress(text: string): string | null {
  if (IPV4.test(text)) return `00000000000000000000ffff${ipv4Digits(text)}`;
  if (!IPV6_CHARS.test(text) || !text.includes(":")) return null;
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const head = readGroups(halves[0] as string, halves.length === 1);
  const tail = halves.length === 2 ? readGroups(halves[1] as string, true) : "";
  if (head === null || tail === null) return null;
  const missing = 32 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 4) return null;
  return head + "0".repeat(missing) + tail;
}

/** Does any address of a comma-separated list (`fwd="198.51.100.7,203.0.113.80"`) lie in the network? */
export function listHasAddressIn(list: string, network: Network): boolean {
  for (const part of list.split(",")) {
    const digits = readAddress(part.replace(/^ +| +$/g, ""));
    if (digits !== null && digits >= network.first && digits <= network.last) return true;
  }
  return false;
}

/** The address in the one spelling every reader accepts: eight full groups. */
export function spellAddress(digits: string): string {
  return (digits.match(/.{4}/g) ?? []).join(":");
}

function ipv4Digits(text: string): string {
  return text
    .split(".")
    .map((octet) => Number(octet).toString(16).padStart(2, "0"))
    .join("");
}

/** Colon-separated groups; the last may be dotted decimal when it ends the address. "" is no group. */
function readGroups(text: string, endsAddress: boolean): string | null {
  if (text === "") return "";
  const groups = text.split(":");
  let digits = "";
  for (const [index, group] of groups.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(group)) digits += group.toLowerCase().padStart(4, "0");
    else if (endsAddress && index === groups.length - 1 && IPV4.test(group)) digits += ipv4Digits(group);
    else return null;
  }
  return digits.length > 32 ? null : digits;
}

function maskDigits(digits: string, prefixBits: number, fill: "0" | "1"): string {
  let masked = "";
  for (let index = 0; index < 32; index++) {
    const keptBits = Math.min(4, Math.max(0, prefixBits - index * 4));
    const keep = (0xf << (4 - keptBits)) & 0xf;
    const nibble = Number.parseInt(digits[index] as string, 16) & keep;
    masked += (fill === "0" ? nibble : nibble | (0xf & ~keep)).toString(16);
  }
  return masked;
}
