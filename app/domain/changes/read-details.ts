import { memberAt, objectIn, textAt, textOf } from "./json-values.ts";

/** What exactly an event changed, read from its `data`, whose shape Heroku documents for no type. */
export interface ChangeDetails {
  /** What the names are names of: `config_var`, `addon`, `collaborator`; first half of an entry in `resources`. */
  kind: string;
  /** Empty when the event does not say. */
  names: string[];
  /** More words for the sentence, each "" when unknown. */
  attachment: string;
  plan: string;
  role: string;
  state: string;
  version: string;
  /** Anything else a source has to say: a commit, a command, a formation. */
  detail: string;
}

interface Naming {
  kind: string;
  /** Where the names may stand, the likeliest first: a text, a list of texts or of objects with a name. */
  paths: readonly string[];
  /** An object at such a path is a map whose keys are the names. */
  areKeys?: true;
}

const CONFIG: Naming = {
  kind: "config_var",
  paths: ["config_vars", "config_var_names", "config_var", "keys", "names", "vars", "config", "changes", "key", "name"],
  areKeys: true,
};
const PERSON = ["user.email", "email", "member.email", "collaborator.email", "collaborator", "member", "user"];
const APPLINK = ["connection_name", "authorization_name", "alias", "developer_name", "name", "org.name", "org_id"];

const NAMINGS: Readonly<Record<string, Naming>> = {
  addon: { kind: "addon", paths: ["addon.name", "addon_name", "name", "addon"] },
  addon_attachment: { kind: "attachment", paths: ["name", "attachment.name", "attachment"] },
  app_transfer: { kind: "recipient", paths: ["recipient.email", "recipient", "new_owner.email", "to"] },
  applink_app: { kind: "applink_app", paths: APPLINK },
  applink_authorization: { kind: "applink_authorization", paths: APPLINK },
  applink_connection: { kind: "applink_connection", paths: APPLINK },
  collaborator: { kind: "collaborator", paths: PERSON },
  config_change: CONFIG,
  domain: { kind: "domain", paths: ["hostname", "domain.hostname", "domain", "name"] },
  enterprise_account_membership: { kind: "member", paths: PERSON },
  formation: { kind: "process", paths: ["type", "formation"] },
  heroku_config_change: CONFIG,
  release: { kind: "release", paths: ["version"] },
  sni_endpoint: { kind: "sni_endpoint", paths: ["name", "endpoint.name", "cname"] },
  space: { kind: "space", paths: ["space.name", "name"] },
  ssl_endpoint: { kind: "ssl_endpoint", paths: ["name", "endpoint.name", "cname"] },
  team: { kind: "team", paths: ["team.name", "name"] },
  team_membership: { kind: "member", paths: PERSON },
  trusted_ip: { kind: "trusted_ip", paths: ["ip_addresses", "trusted_ips", "ips", "cidr", "ip_address"] },
};

/** Names read of one event; a hostile one may bring millions. */
const NAMES_MAX = 1_000;

/** @param data the event's own `data`; anything at all */
export function readDetails(type: string, data: unknown): ChangeDetails {
  const naming = Object.hasOwn(NAMINGS, type) ? NAMINGS[type] : undefined;
  return {
    kind: naming?.kind ?? type,
    names: naming === undefined ? [] : namesIn(naming, data),
    attachment: firstNameAt(data, ["attachment.name", "attachment_name", "attachment"]),
    plan: firstNameAt(data, ["plan.name", "plan_name", "plan"]),
    role: firstNameAt(data, ["role", "permissions", "team_membership.role"]),
    state: textAt(data, "state"),
    version: textAt(data, "version"),
    detail: textAt(data, "description"),
  };
}

/** For sources that know the names without reading any `data`. */
export function detailsOf(kind: string, names: readonly string[], more: Partial<ChangeDetails> = {}): ChangeDetails {
  return {
    kind,
    names: [...names],
    attachment: "",
    plan: "",
    role: "",
    state: "",
    version: "",
    detail: "",
    ...more,
  };
}

function namesIn({ kind, paths, areKeys }: Naming, data: unknown): string[] {
  for (const path of paths) {
    const value = memberAt(data, path);
    const names = Array.isArray(value) ? value.map(nameOf) : areKeys ? keysOf(value) : [nameOf(value)];
    const found = names.filter((name) => name !== "").slice(0, NAMES_MAX);
    // A log line says v12 where a webhook says 12.
    if (found.length > 0) return kind === "release" ? found.map((name) => name.replace(/^(?=\d+$)/, "v")) : found;
  }
  const keys = Object.keys(objectIn(data));
  // `data` itself as the map, when nothing in it looks like anything else.
  const isMap = areKeys === true && keys.length > 0 && keys.every((key) => /^[A-Z_][A-Z0-9_]*$/.test(key));
  return isMap ? keys.slice(0, NAMES_MAX) : [];
}

function keysOf(value: unknown): string[] {
  const text = textOf(value);
  return text === "" ? Object.keys(objectIn(value)) : text.split(/\s*,\s*/);
}

function firstNameAt(data: unknown, paths: readonly string[]): string {
  for (const path of paths) {
    const value = memberAt(data, path);
    const name = Array.isArray(value) ? value.map(nameOf).filter(Boolean).join(", ") : nameOf(value);
    if (name !== "") return name;
  }
  return "";
}

function nameOf(value: unknown): string {
  // Most paths lead to nothing: an import asks a dozen of each event.
  if (typeof value !== "object" || value === null) return textOf(value);
  return textAt(value, "name") || textAt(value, "email") || textAt(value, "key");
}
