import { CHANGE_COLUMNS, CHANGE_SOURCES, type ChangeColumn, type ChangeSource } from "../change.ts";
import type { QueryField } from "./fields.ts";

/**
 * The fields a query about changes can name. A name that is not in the table is one of the 52 columns, as it is spelt or
 * in lower case, or else a dotted path into the event's `data` (`plan.name`). One table for the reader, the documentation
 * and the editor's completion.
 */

/** Where a field's text is read. */
export type ChangePlace =
  | { column: ChangeColumn }
  /** The source's name when it told of the change, else "". */
  | { source: ChangeSource }
  /** What stands before the @ in the actor's address. */
  | { actorName: true }
  /** The app's name of today, where Heroku has told us that it was renamed. */
  | { appName: true }
  /** Dotted path into the event's data. */
  | { data: string }
  /** The sentences and the events as received, of all sources. */
  | { text: true };

export type ChangeField = QueryField<ChangePlace>;

const columns = (...names: ChangeColumn[]): ChangePlace[] => names.map((column) => ({ column }));

export const CHANGE_FIELDS: readonly ChangeField[] = [
  {
    name: "source",
    about: "Who told of the change; one told by several is found by each",
    example: "source:audit-trail",
    values: CHANGE_SOURCES,
    comparison: "whole",
    places: CHANGE_SOURCES.map((source) => ({ source })),
  },
  {
    name: "actor",
    about: "Who did it: an email address, what stands before its @, or Heroku's id of the user",
    example: "actor:dana@example.com",
    comparison: "whole",
    places: [...columns("herokuActorEmail", "herokuActorId"), { actorName: true }],
  },
  {
    name: "app",
    about: "App that was changed, by name or id",
    example: "app:harbor-quay",
    comparison: "whole",
    places: [...columns("herokuAppName", "herokuAppId"), { appName: true }],
  },
  {
    name: "team",
    about: "Team, by name or id",
    example: "team:quay-team",
    comparison: "whole",
    places: columns("herokuTeamName", "herokuTeamId"),
  },
  {
    name: "account",
    about: "Enterprise account, by name or id",
    example: "account:harbor-holding",
    comparison: "whole",
    places: columns("herokuEnterpriseAccountName", "herokuEnterpriseAccountId"),
  },
  {
    name: "owner",
    about: "Owner of the app, by email address or id",
    example: "owner:quay-team@herokumanager.com",
    comparison: "whole",
    places: columns("herokuOwnerEmail", "herokuOwnerId"),
  },
  {
    name: "type",
    about: "Kind of thing that was changed, or that and the action as a change's title has it",
    example: "type:config_change",
    values: ["addon", "app", "code_release", "collaborator", "config_change", "domain", "dyno", "formation", "release"],
    comparison: "whole",
    places: columns("herokuType", "eventName"),
  },
  {
    name: "action",
    about: "What was done to it",
    example: "action:destroy",
    values: ["attach", "create", "destroy", "detach", "remove", "run", "set", "update"],
    comparison: "whole",
    places: columns("herokuAction"),
  },
  {
    name: "event",
    about: "Type and action together",
    example: "event:config_change.set",
    comparison: "whole",
    places: columns("eventName"),
  },
  {
    name: "resource",
    about: "Anything that was touched, by any part of its kind and name",
    example: "resource:config_var:PAYMENT_KEY",
    comparison: "part",
    places: columns("resources"),
  },
  {
    name: "ip",
    about: "Address the change was made from, as one address or a block; the audit trail alone tells it",
    example: "ip:203.0.113.0/24",
    comparison: "whole",
    places: columns("srcIP", "herokuRequestIpAddress"),
  },
  {
    name: "country",
    about: "Country of that address' network, by its two letters",
    example: "country:NL",
    comparison: "whole",
    places: columns("srcASCountryCode"),
  },
  {
    name: "city",
    about: "City of that address",
    example: "city:Amsterdam",
    comparison: "whole",
    places: columns("srcCity"),
  },
  {
    name: "asn",
    about: "Number of that address' network",
    example: "asn:64496",
    comparison: "whole",
    places: columns("srcASNumber"),
  },
  {
    name: "org",
    about: "Who runs that address' network; any part of the name",
    example: "org:hosting",
    comparison: "part",
    places: columns("srcASOrganization"),
  },
  {
    name: "id",
    about: "The change, by our id or the source's",
    example: "id:a-7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11",
    comparison: "whole",
    places: columns("id", "eventID"),
  },
];

const BY_NAME = new Map(CHANGE_FIELDS.map((field) => [field.name, field]));

/** Columns of their own name: those that read as one text. */
const TEXT_COLUMNS = new Map(
  (Object.keys(CHANGE_COLUMNS) as ChangeColumn[])
    .filter((name) => !["actor", "tags", "enrichments"].includes(name))
    .map((name) => [name.toLowerCase(), name]),
);

/**
 * Names are taken in any case: a column is spelt `herokuAppName`, and no two names differ in their case alone.
 *
 * @returns the named field or the column as a field; null when the name is a path into the event's data
 */
export function changeField(name: string): ChangeField | null {
  const lower = name.toLowerCase();
  const named = BY_NAME.get(lower);
  if (named !== undefined) return named;
  const column = TEXT_COLUMNS.get(lower);
  if (column === undefined) return null;
  return { name, about: `The column ${column}`, example: `${name}:*`, comparison: "whole", places: [{ column }] };
}
