import { isIPv4 } from "node:net";
import ipaddr from "ipaddr.js";

type Value = string | number | readonly string[] | { [name: string]: Value };

/** A small MMDB file: networks and what is said of each. Source: MaxMind DB file format specification 2.0. */
export function encodeMmdb(options: {
  /** As the database calls itself. */
  type: string;
  builtAt: Date;
  networks: Record<string, { [name: string]: Value }>;
}): Buffer {
  const data: Buffer[] = [];
  let dataBytes = 0;
  // Nodes of two records; a record is a node, or an offset into the data, or nothing.
  const nodes: [Slot, Slot][] = [[null, null]];
  for (const [network, value] of Object.entries(options.networks)) {
    const encoded = encodeValue(value);
    insert(nodes, bitsOf(network), { offset: dataBytes });
    data.push(encoded);
    dataBytes += encoded.length;
  }
  const tree = Buffer.concat(nodes.flatMap((node) => node.map((slot) => recordOf(slot, nodes.length))));
  const metadata = encodeValue({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: Math.floor(options.builtAt.getTime() / 1_000),
    database_type: options.type,
    description: { en: "made by a test" },
    ip_version: 6,
    languages: ["en"],
    node_count: nodes.length,
    record_size: 32,
  });
  return Buffer.concat([tree, Buffer.alloc(16), ...data, Buffer.from("\xab\xcd\xefMaxMind.com", "latin1"), metadata]);
}

type Slot = { node: number } | { offset: number } | null;

function insert(nodes: [Slot, Slot][], bits: readonly (0 | 1)[], leaf: Slot): void {
  let at = nodes[0] as [Slot, Slot];
  for (const bit of bits.slice(0, -1)) {
    let slot = at[bit];
    if (slot === null || !("node" in slot)) {
      slot = { node: nodes.push([null, null]) - 1 };
      at[bit] = slot;
    }
    at = nodes[slot.node] as [Slot, Slot];
  }
  at[bits.at(-1) as 0 | 1] = leaf;
}

/** IPv4 stands at ::/96. */
function bitsOf(network: string): (0 | 1)[] {
  const [address = "", prefix = ""] = network.split("/");
  const bytes = isIPv4(address)
    ? [...new Array<number>(12).fill(0), ...ipaddr.IPv4.parse(address).octets]
    : ipaddr.IPv6.parse(address).toByteArray();
  const bits = bytes.flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((shift) => ((byte >> shift) & 1) as 0 | 1));
  return bits.slice(0, (isIPv4(address) ? 96 : 0) + Number(prefix));
}

function recordOf(slot: Slot, nodeCount: number): Buffer {
  const record = Buffer.alloc(4);
  record.writeUInt32BE(slot === null ? nodeCount : "node" in slot ? slot.node : nodeCount + 16 + slot.offset);
  return record;
}

function encodeValue(value: Value): Buffer {
  if (typeof value === "string") {
    const bytes = Buffer.from(value);
    return Buffer.concat([control(2, bytes.length), bytes]);
  }
  if (typeof value === "number") {
    const bytes = Buffer.alloc(Number.isInteger(value) ? 4 : 8);
    if (Number.isInteger(value)) bytes.writeUInt32BE(value);
    else bytes.writeDoubleBE(value);
    return Buffer.concat([control(Number.isInteger(value) ? 6 : 3, bytes.length), bytes]);
  }
  if (Array.isArray(value)) {
    // An extended type: its number less seven follows.
    return Buffer.concat([Buffer.from([value.length, 11 - 7]), ...value.map(encodeValue)]);
  }
  const entries = Object.entries(value as Record<string, Value>);
  return Buffer.concat([
    control(7, entries.length),
    ...entries.flatMap(([name, member]) => [encodeValue(name), encodeValue(member)]),
  ]);
}

/** Types up to 7, sizes up to 284. */
function control(type: number, size: number): Buffer {
  return size < 29 ? Buffer.from([(type << 5) | size]) : Buffer.from([(type << 5) | 29, size - 29]);
}
