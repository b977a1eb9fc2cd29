import { readFile, stat } from "node:fs/promises";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { Reader, type Response } from "mmdb-lib";

/** Where an address is and whose network it is in; "" and 0 for what the databases do not say. */
export interface AddressFacts {
  countryCode: string;
  asNumber: number;
  asOrganization: string;
  city: string;
  latitude: number;
  longitude: number;
  /** The databases that said something. */
  databases: DatabaseFacts[];
}

export interface DatabaseFacts {
  about: "city" | "asn";
  /** As it calls itself: `DBIP-City-Lite`. */
  name: string;
  /** Its build date, `2026-11-01`. */
  builtOn: string;
  /** What it said of the address, as text. */
  data: Record<string, string>;
}

/** Looks addresses up in local files; nothing is ever asked of anybody else. */
export interface GeoIp {
  /** Null for a private or reserved address, and where no database knows it. */
  find(ip: string): AddressFacts | null;
  /** What the open databases call themselves. */
  names(): string[];
  /** Opens the files again that were replaced on disk; keeps what is open where the new one cannot be read (yet). */
  refresh(): Promise<void>;
}

type Entry = Record<string, unknown>;

interface Database {
  about: "city" | "asn";
  path: string;
  reader: Reader<Response>;
  modifiedMs: number;
}

/**
 * Opens the databases that are configured.
 *
 * @throws when a configured file is missing or no MMDB: a typing error must not look like "nothing known"
 */
export async function openGeoIp(paths: { city: string | null; asn: string | null }): Promise<GeoIp> {
  const databases: Database[] = [];
  for (const about of ["city", "asn"] as const) {
    const path = paths[about];
    if (path !== null)
      databases.push(
        await openDatabase(about, path).catch((cause: Error) => {
          throw new Error(`GEOIP_${about.toUpperCase()}_MMDB cannot be opened: ${cause.message}`, { cause });
        }),
      );
  }
  return {
    find: (ip) => findAddress(databases, ip),
    names: () => databases.map(({ reader }) => reader.metadata.databaseType),
    async refresh() {
      for (const [i, database] of databases.entries()) databases[i] = await reopened(database).catch(() => database);
    },
  };
}

async function openDatabase(about: Database["about"], path: string): Promise<Database> {
  // The time first: a file that is replaced in between is opened again.
  const { mtimeMs } = await stat(path);
  return { about, path, reader: new Reader<Response>(await readFile(path)), modifiedMs: mtimeMs };
}

async function reopened(database: Database): Promise<Database> {
  const { mtimeMs } = await stat(database.path);
  return mtimeMs === database.modifiedMs ? database : openDatabase(database.about, database.path);
}

function findAddress(databases: readonly Database[], ip: string): AddressFacts | null {
  if (databases.length === 0 || isIP(ip) === 0 || ipaddr.process(ip).range() !== "unicast") return null;
  const facts: AddressFacts = {
    countryCode: "",
    asNumber: 0,
    asOrganization: "",
    city: "",
    latitude: 0,
    longitude: 0,
    databases: [],
  };
  for (const { about, reader } of databases) {
    const entry = reader.get(ipaddr.process(ip).toString()) as Entry | null;
    if (entry === null) continue;
    const said = about === "city" ? cityFacts(entry) : networkFacts(entry);
    const data = Object.fromEntries(
      Object.entries(said).flatMap(([name, value]) => (value === "" || value === 0 ? [] : [[name, String(value)]])),
    );
    if (Object.keys(data).length === 0) continue;
    // A country from the network's database is the network's, which is what the columns ask for; it wins.
    Object.assign(facts, Object.fromEntries(Object.entries(said).filter(([, value]) => value !== "" && value !== 0)));
    const { databaseType, buildEpoch } = reader.metadata;
    facts.databases.push({ about, name: databaseType, builtOn: buildEpoch.toISOString().slice(0, 10), data });
  }
  return facts.databases.length === 0 ? null : facts;
}

/** Keys as ip-location-db spells them (flat) and as MaxMind and DB-IP do (nested, names by language). */
function cityFacts(entry: Entry): Pick<AddressFacts, "city" | "countryCode" | "latitude" | "longitude"> {
  return {
    city: text(entry.city) || text(at(entry, "city", "names", "en")),
    countryCode: text(entry.country_code) || text(at(entry, "country", "iso_code")),
    latitude: number(entry.latitude) || number(at(entry, "location", "latitude")),
    longitude: number(entry.longitude) || number(at(entry, "location", "longitude")),
  };
}

/** Beside those, IPinfo Lite's: `asn` with the letters AS, `as_name`, `country_code`. */
function networkFacts(entry: Entry): Pick<AddressFacts, "asNumber" | "asOrganization" | "countryCode"> {
  return {
    asNumber: number(entry.autonomous_system_number) || number(text(entry.asn).replace(/^AS/i, "")),
    asOrganization: text(entry.autonomous_system_organization) || text(entry.as_name),
    countryCode: text(entry.country_code),
  };
}

function at(entry: Entry, ...names: string[]): unknown {
  let value: unknown = entry;
  for (const name of names) value = typeof value === "object" && value !== null ? (value as Entry)[name] : undefined;
  return value;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** ip-location-db writes coordinates as text. */
function number(value: unknown): number {
  const parsed = typeof value === "string" ? Number(value) : value;
  return typeof parsed === "number" && Number.isFinite(parsed) ? parsed : 0;
}
