import type { ChangeDetails } from "./read-details.ts";

/** A change without its source: what a sentence needs. Every text may be empty, and every text may be hostile. */
export interface Described {
  type: string;
  action: string;
  actor: string;
  app: string;
  team: string;
  account: string;
  details: ChangeDetails;
}

/** The parts that sentences are built from. */
interface Words {
  who: string;
  /** The names, or the given words where the event has none. */
  what(unnamed: string, before?: string): string;
  on: string;
  to: string;
  from: string;
  app: string;
  team: string;
  account: string;
  details: ChangeDetails;
}

/** A sentence is read in one line of a list. */
const TEXT_CHARS_MAX = 120;
const NAMES_SHOWN = 5;
/** Longer than any sentence of ours with all its parts clipped. */
const SENTENCE_CHARS_MAX = 1_500;

/**
 * One sentence for people: `dana@example.com set PAYMENT_KEY on harbor-quay`. An event nobody told us of is named as
 * Heroku names it. One line, without control characters or marks that turn the reading direction.
 */
export function describeChange(change: Described): string {
  const name = `${change.type}.${change.action}`;
  const words = wordsOf(change);
  const say = Object.hasOwn(SENTENCES, name) ? SENTENCES[name] : undefined;
  return oneLine(say === undefined ? `${words.who}: ${clipped(name)}${words.on}` : say(words));
}

/** The event names that have a sentence of their own. */
export function describedEvents(): string[] {
  return Object.keys(SENTENCES);
}

const SENTENCES: Readonly<Record<string, (words: Words) => string>> = {
  "addon.attach": ({ who, what, to, details }) =>
    `${who} attached ${what("an add-on")}${details.attachment ? ` as ${clipped(details.attachment)}` : ""}${to}`,
  "addon.create": ({ who, what, details, on }) =>
    details.names.length > 0
      ? `${who} created the add-on ${what("")}${inBrackets(details.plan)}${on}`
      : `${who} created ${details.plan ? `the add-on ${clipped(details.plan)}` : "an add-on"}${on}`,
  "addon.destroy": ({ who, what, from, details }) =>
    `${who} removed ${what(details.plan ? `the add-on ${clipped(details.plan)}` : "an add-on", "the add-on ")}${from}`,
  "addon.detach": ({ who, what, from, details }) =>
    `${who} detached ${what("an add-on")}${inBrackets(details.attachment)}${from}`,
  "addon.update": ({ who, what, on, details }) =>
    details.plan
      ? `${who} changed the plan of ${what("an add-on")} to ${clipped(details.plan)}${on}`
      : `${who} changed ${what("an add-on", "the add-on ")}${on}`,
  "addon.provision": ({ who, what, on, details }) =>
    `${who} finished provisioning ${what("an add-on")}${details.detail ? `, setting ${clipped(details.detail)}` : ""}${on}`,
  "addon_attachment.update": ({ who, what, on }) => `${who} changed ${what("an attachment", "the attachment ")}${on}`,
  "app.create": ({ who, app }) => `${who} created ${app ? `the app ${app}` : "an app"}`,
  "app.destroy": ({ who, app }) => `${who} destroyed ${app ? `the app ${app}` : "an app"}`,
  "app.update": ({ who, app }) => `${who} changed ${app ? `the app ${app}` : "an app"}`,
  "app_transfer.create": ({ who, what, app }) => `${who} asked to transfer ${app || "an app"}${what("", " to ")}`,
  "app_transfer.update": ({ who, what, app, details }) =>
    `${who} ${TRANSFER_STATES[details.state] ?? "changed"} the transfer of ${app || "an app"}${what("", " to ")}`,
  "applink_app.publish": ({ who, what, app }) => `${who} published ${app || "an app"} by AppLink${what("", " to ")}`,
  "applink_app.unpublish": ({ who, what, app }) => `${who} took back ${app || "an app"} from AppLink${what("", ": ")}`,
  "applink_authorization.create": ({ who, what, on }) =>
    `${who} created ${what("an AppLink authorization", "the AppLink authorization ")}${on}`,
  "applink_authorization.destroy": ({ who, what, on }) =>
    `${who} removed ${what("an AppLink authorization", "the AppLink authorization ")}${on}`,
  "applink_authorization.refresh": ({ who, what, on }) =>
    `${who} refreshed ${what("an AppLink authorization", "the AppLink authorization ")}${on}`,
  "applink_connection.create": ({ who, what, on }) =>
    `${who} created ${what("an AppLink connection", "the AppLink connection ")}${on}`,
  "applink_connection.destroy": ({ who, what, on }) =>
    `${who} removed ${what("an AppLink connection", "the AppLink connection ")}${on}`,
  "applink_connection.refresh": ({ who, what, on }) =>
    `${who} refreshed ${what("an AppLink connection", "the AppLink connection ")}${on}`,
  "build.create": ({ who, on }) => `${who} started a build${on}`,
  "build.fail": ({ who, on, details }) =>
    `${who}: build failed${on}${details.detail ? `: ${clipped(details.detail)}` : ""}`,
  "build.succeed": ({ who, on }) => `${who}: build succeeded${on}`,
  "code_release.create": ({ who, to, details }) =>
    `${who} deployed${details.detail ? ` ${clipped(details.detail.replace(/^Deploy(?:ed)? /, ""))}` : " code"}${to}${inBrackets(versioned(details.version))}`,
  "collaborator.create": ({ who, what, on }) => `${who} added ${what("someone")} as collaborator${on}`,
  "collaborator.destroy": ({ who, what, on }) => `${who} removed ${what("someone")} as collaborator${on}`,
  "collaborator.update": ({ who, what, on, details }) =>
    `${who} changed what ${what("a collaborator")} may do${on}${inBrackets(details.role)}`,
  "config_change.remove": ({ who, what, from }) => `${who} removed ${what("config vars")}${from}`,
  "config_change.set": ({ who, what, on }) => `${who} set ${what("config vars")}${on}`,
  "domain.create": ({ who, what, to }) => `${who} added ${what("a domain", "the domain ")}${to}`,
  "domain.destroy": ({ who, what, from }) => `${who} removed ${what("a domain", "the domain ")}${from}`,
  "domain.update": ({ who, what, on }) => `${who} changed ${what("a domain", "the domain ")}${on}`,
  "dyno.run": ({ who, on, details }) =>
    `${who} ran ${details.detail ? `\`${clipped(details.detail)}\`` : "a one-off dyno"}${on}`,
  "enterprise_account_membership.create": ({ who, what, account, details }) =>
    `${who} added ${what("a member")} to ${account || "the enterprise account"}${inBrackets(details.role)}`,
  "enterprise_account_membership.destroy": ({ who, what, account }) =>
    `${who} removed ${what("a member")} from ${account || "the enterprise account"}`,
  "enterprise_account_membership.update": ({ who, what, account, details }) =>
    `${who} changed what ${what("a member")} may do in ${account || "the enterprise account"}${inBrackets(details.role)}`,
  "formation.update": ({ who, to, on, what, details }) =>
    details.detail
      ? `${who} scaled${objectOf(to)} to ${clipped(details.detail)}`
      : `${who} scaled ${what("processes")}${on}`,
  "heroku_config_change.update": ({ who, what, on }) =>
    `${who} changed ${what("config vars")} that Heroku manages${on}`,
  "logplex.enable": ({ who, on }) => `${who} switched on logging${on}`,
  "release.create": ({ who, what, on }) => `${who} released ${what("a version")}${on}`,
  "release.fail": ({ what, on }) => `The release command of ${what("a release")} failed${on}`,
  "release.rollback": ({ who, what, on }) => `${who} rolled back to ${what("an earlier release")}${on}`,
  "release.run": ({ who, what, on }) => `${who} started the release commands of ${what("a release")}${on}`,
  "sni_endpoint.create": ({ who, what, to }) => `${who} added ${what("a certificate", "the certificate ")}${to}`,
  "sni_endpoint.destroy": ({ who, what, from }) => `${who} removed ${what("a certificate", "the certificate ")}${from}`,
  "sni_endpoint.update": ({ who, what, on }) => `${who} changed ${what("a certificate", "the certificate ")}${on}`,
  "space.create": ({ who, what }) => `${who} created ${what("a space", "the space ")}`,
  "space.destroy": ({ who, what }) => `${who} destroyed ${what("a space", "the space ")}`,
  "space.update": ({ who, what }) => `${who} changed ${what("a space", "the space ")}`,
  "ssl_endpoint.create": ({ who, what, to }) => `${who} added ${what("an SSL endpoint", "the SSL endpoint ")}${to}`,
  "ssl_endpoint.destroy": ({ who, what, from }) =>
    `${who} removed ${what("an SSL endpoint", "the SSL endpoint ")}${from}`,
  "ssl_endpoint.update": ({ who, what, on }) => `${who} changed ${what("an SSL endpoint", "the SSL endpoint ")}${on}`,
  "team.destroy": ({ who, what, team }) =>
    `${who} destroyed ${team ? `the team ${team}` : what("a team", "the team ")}`,
  "team.update": ({ who, what, team }) => `${who} changed ${team ? `the team ${team}` : what("a team", "the team ")}`,
  "team_membership.create": ({ who, what, team, details }) =>
    `${who} added ${what("a member")} to ${team || "a team"}${inBrackets(details.role)}`,
  "team_membership.destroy": ({ who, what, team }) => `${who} removed ${what("a member")} from ${team || "a team"}`,
  "team_membership.update": ({ who, what, team, details }) =>
    `${who} changed what ${what("a member")} may do in ${team || "a team"}${inBrackets(details.role)}`,
  "trusted_ip.update": ({ who, what, account, team }) =>
    `${who} changed the trusted addresses${what("", " to ")}${team || account ? ` of ${team || account}` : ""}`,
};

const TRANSFER_STATES: Readonly<Record<string, string>> = { accepted: "accepted", declined: "declined" };

function wordsOf({ actor, app, team, account, details }: Described): Words {
  const name = clipped(app);
  const place = (word: string) => (name === "" ? "" : ` ${word} ${name}`);
  return {
    who: actor === "" ? "Someone" : clipped(actor),
    what: (unnamed, before = "") => (details.names.length === 0 ? unnamed : before + listed(details.names)),
    on: place("on"),
    to: place("to"),
    from: place("from"),
    app: name,
    team: clipped(team),
    account: clipped(account),
    details,
  };
}

/** Scaling happens to an app, as the object of the sentence. */
function objectOf(to: string): string {
  return to.replace(/^ to /, " ");
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map(clipped).join(", ");
  return names.length > NAMES_SHOWN ? `${shown} and ${names.length - NAMES_SHOWN} more` : shown;
}

function inBrackets(text: string): string {
  return text === "" ? "" : ` (${clipped(text)})`;
}

function versioned(version: string): string {
  return /^\d+$/.test(version) ? `v${version}` : version;
}

function clipped(text: string): string {
  return text.length > TEXT_CHARS_MAX ? `${text.slice(0, TEXT_CHARS_MAX)}…` : text;
}

/** A sentence as it may be shown: in one line, without control characters, of a length somebody reads. */
export function oneLine(text: string): string {
  return text.slice(0, SENTENCE_CHARS_MAX).replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ");
}
