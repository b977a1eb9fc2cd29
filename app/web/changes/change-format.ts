import { CHANGE_COLUMNS, type ChangeAnswer, type ChangeColumn, type ChangeSource } from "../../contract/change.ts";
import { type FieldRow, showable } from "../logs/line-format.ts";

/** How one change is shown. Pure: everything returned is plain text, for React to escape. */

/** What a source is called where there is little room. */
export const SOURCE_LABELS: Record<ChangeSource, string> = {
  "audit-trail": "audit trail",
  webhook: "webhook",
  drain: "log",
};

/** Who did it, as far as the source tells. */
export function whoOf(change: ChangeAnswer): string {
  return change.herokuActorEmail || change.actor.email || change.herokuActorId || "not told";
}

/** What it was done to: the app, else the team, else the account. */
export function whereOf(change: ChangeAnswer): string {
  return change.herokuAppName || change.herokuTeamName || change.herokuEnterpriseAccountName || "";
}

/** `Frankfurt, DE · AS64500 Example Net`; null when nothing is known of the address. */
export function placeOf(change: ChangeAnswer): string | null {
  const place = [change.srcCity, change.srcASCountryCode].filter((part) => part !== "").join(", ");
  const number = change.srcASNumber > 0 ? `AS${change.srcASNumber}` : "";
  const network = [number, change.srcASOrganization].filter((part) => part !== "").join(" ");
  const words = [place, network].filter((part) => part !== "").join(" · ");
  return words === "" ? null : words;
}

/** The query's own name of a column that has one; every other column is asked for by its name. */
const FIELDS: Partial<Record<ChangeColumn, string>> = {
  herokuActorEmail: "actor",
  herokuAppName: "app",
  herokuTeamName: "team",
  herokuEnterpriseAccountName: "account",
  eventName: "event",
  herokuType: "type",
  herokuAction: "action",
  herokuOwnerEmail: "owner",
  srcIP: "ip",
  srcASCountryCode: "country",
  srcCity: "city",
  srcASNumber: "asn",
  srcASOrganization: "org",
};

/** Of no use as a filter: the same in every row, or different in each. */
const UNASKED: ReadonlySet<ChangeColumn> = new Set(["workspaceID", "sourceType", "serviceName", "id", "eventID"]);

function fieldOf(column: ChangeColumn): string | null {
  const isText = CHANGE_COLUMNS[column] === "String" || column in FIELDS;
  return isText && !UNASKED.has(column) ? (FIELDS[column] ?? column) : null;
}

/** What is said of the row and not of the change; of use to whoever reads the store or the export. */
const OF_STORING: ReadonlySet<string> = new Set<ChangeColumn>([
  "workspaceID",
  "sourceID",
  "sourceType",
  "sourceTTL",
  "receivedAt",
  "id",
  "eventID",
  "serviceName",
  "readOnly",
  "tags",
]);

export function isOfStoring({ name }: Pick<FieldRow, "name">): boolean {
  return OF_STORING.has(name);
}

/** Shown below the table, as JSON. */
const AS_JSON: ReadonlySet<ChangeColumn> = new Set(["rawLog", "herokuData"]);

/** Every column that holds something, those people ask for first. What is empty was not told, and is left out. */
export function filledColumns(change: ChangeAnswer): FieldRow[] {
  const columns = [...new Set([...Object.keys(FIELDS), ...Object.keys(CHANGE_COLUMNS)])] as ChangeColumn[];
  return columns.flatMap((column) => {
    if (AS_JSON.has(column)) return [];
    const value = textOf(change[column]);
    return value === null ? [] : [{ key: column, name: column, value, field: fieldOf(column) }];
  });
}

function textOf(value: ChangeAnswer[ChangeColumn]): string | null {
  // A number that is not known is 0, as ClickHouse has it.
  if (value === "" || value === 0 || value === false) return null;
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(itemText).join(", ");
  if (typeof value === "object") {
    const pairs = Object.entries(value);
    return pairs.length === 0 ? null : pairs.map(([key, item]) => `${key}: ${item}`).join(", ");
  }
  return String(value);
}

function itemText(item: ChangeAnswer["resources"][number] | ChangeAnswer["enrichments"][number]): string {
  return typeof item === "string" ? item : `${item.name} ${item.value} (${item.provider})`;
}

/** JSON with line breaks and indents, as plain text; what is no JSON stays as it came. */
export function prettyJson(text: string): string {
  try {
    return showable(JSON.stringify(JSON.parse(text), null, 2));
  } catch {
    return showable(text);
  }
}
