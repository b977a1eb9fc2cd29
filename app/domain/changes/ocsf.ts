import type { ChangeAnswer } from "../../contract/change.ts";
import { CHANGE_SOURCES } from "../../contract/change.ts";

/**
 * A change as an event of the Open Cybersecurity Schema Framework, so that security tools can read it without a mapping
 * of their own. The class that fits best where one does, API Activity for everything else, as CloudTrail's mapping does.
 *
 * Source: ocsf/ocsf-schema 1.8.0. Version 1.9 retires User Access Management (3005) for User Management (3007).
 */
export const OCSF_VERSION = "1.8.0";

type Json = Record<string, unknown>;

interface OcsfClass {
  uid: number;
  activityId: number;
  /** The class's own required and recommended attributes. */
  attributes: Json;
}

const OTHER = 99;

export function toOcsf(change: ChangeAnswer): Json {
  const { uid, activityId, attributes } = bestClass(change) ?? apiActivity(change);
  const isFailure = change.herokuAction === "fail";
  return {
    activity_id: activityId,
    activity_name: change.herokuAction || "unknown",
    category_uid: Math.floor(uid / 1_000),
    class_uid: uid,
    type_uid: uid * 100 + activityId,
    severity_id: 1, // Informational: what is alarming is for rules to say
    status_id: isFailure ? 2 : 1,
    time: Date.parse(change.eventTime),
    message: change.sentence,
    metadata: {
      version: OCSF_VERSION,
      uid: change.id,
      event_code: change.eventName,
      log_name: change.sources[0] ?? CHANGE_SOURCES[0],
      original_time: change.herokuCreatedAt,
      logged_time: Date.parse(change.receivedAt),
      tenant_uid: change.workspaceID,
      product: { name: "Heroku", vendor_name: "Salesforce" },
    },
    actor: actorOf(change),
    src_endpoint: endpointOf(change),
    ...attributes,
    ...(change.enrichments.length > 0 ? { enrichments: change.enrichments } : {}),
    raw_data: change.rawLog,
    unmapped: { sources: change.sources },
  };
}

const ENTITY_TYPES: ReadonlySet<string> = new Set([
  "addon",
  "addon_attachment",
  "app",
  "config_change",
  "domain",
  "heroku_config_change",
  "sni_endpoint",
  "space",
  "ssl_endpoint",
  "trusted_ip",
]);
const ENTITY_ACTIVITIES: Readonly<Record<string, number>> = {
  create: 1,
  update: 3,
  set: 3,
  destroy: 4,
  remove: 4,
  attach: 6, // Enroll
  detach: 7, // Unenroll
};
const ACCESS_ACTIVITIES: Readonly<Record<string, number>> = { create: 1, update: 1, destroy: 2 };
const MEMBER_ACTIVITIES: Readonly<Record<string, number>> = { create: 3, destroy: 4, update: 12 };
const TEAM_ACTIVITIES: Readonly<Record<string, number>> = { create: 6, destroy: 5, update: 9 };
const API_ACTIVITIES: Readonly<Record<string, number>> = { create: 1, update: 3, set: 3, destroy: 4, remove: 4 };

/** Null where no class fits, or where the event does not name what the class requires. */
function bestClass(change: ChangeAnswer): OcsfClass | null {
  const { herokuType: type, herokuAction: action } = change;
  if (ENTITY_TYPES.has(type)) return entityManagement(change, ENTITY_ACTIVITIES[action] ?? OTHER);
  switch (type) {
    case "app_transfer":
      return entityManagement(change, 5); // Move
    case "collaborator":
      return userAccess(change, ACCESS_ACTIVITIES[action] ?? OTHER);
    case "team":
      return groupManagement(change, { name: change.herokuTeamName, uid: change.herokuTeamId }, TEAM_ACTIVITIES);
    case "team_membership":
      return groupManagement(change, { name: change.herokuTeamName, uid: change.herokuTeamId }, MEMBER_ACTIVITIES);
    case "enterprise_account_membership":
      return groupManagement(
        change,
        { name: change.herokuEnterpriseAccountName, uid: change.herokuEnterpriseAccountId },
        MEMBER_ACTIVITIES,
      );
    case "code_release":
    case "release":
      return applicationLifecycle(change);
    default:
      return null;
  }
}

function entityManagement(change: ChangeAnswer, activityId: number): OcsfClass | null {
  const [first, ...rest] = touchedBy(change);
  const isApp = change.herokuType === "app" || change.herokuType === "app_transfer";
  const entity = known({
    name: isApp
      ? change.herokuAppName
      : [first?.name ?? change.herokuAppName, ...rest.map(({ name }) => name)].join(", "),
    uid: isApp ? change.herokuAppId : "",
    type: isApp ? "app" : (first?.kind ?? change.herokuType),
  });
  if (!("name" in entity) && !("uid" in entity)) return null;
  return { uid: 3004, activityId, attributes: { entity } };
}

function userAccess(change: ChangeAnswer, activityId: number): OcsfClass | null {
  const [user] = touchedBy(change);
  if (user === undefined) return null;
  return {
    uid: 3005,
    activityId,
    attributes: { user: { name: user.name, email_addr: user.name }, resources: resourcesOf(change) },
  };
}

function groupManagement(
  change: ChangeAnswer,
  named: { name: string; uid: string },
  activities: Readonly<Record<string, number>>,
): OcsfClass | null {
  const group = known(named);
  if (Object.keys(group).length === 0) return null;
  const [user] = activities === MEMBER_ACTIVITIES ? touchedBy(change) : [];
  return {
    uid: 3006,
    activityId: activities[change.herokuAction] ?? OTHER,
    attributes: { group, ...(user ? { user: { name: user.name, email_addr: user.name } } : {}) },
  };
}

function applicationLifecycle(change: ChangeAnswer): OcsfClass | null {
  const app = known({ name: change.herokuAppName, uid: change.herokuAppId });
  return Object.keys(app).length === 0 ? null : { uid: 6002, activityId: 8, attributes: { app } };
}

function apiActivity(change: ChangeAnswer): OcsfClass {
  return {
    uid: 6003,
    activityId: change.readOnly ? 2 : (API_ACTIVITIES[change.herokuAction] ?? OTHER),
    attributes: {
      api: { operation: change.eventName, service: { name: "Heroku Platform API" } },
      resources: resourcesOf(change),
    },
  };
}

/** What exactly was changed, without the app, team and account it belongs to. */
function touchedBy(change: ChangeAnswer): { kind: string; name: string }[] {
  return change.resources
    .map((resource) => {
      const at = resource.indexOf(":");
      return { kind: resource.slice(0, at), name: resource.slice(at + 1) };
    })
    .filter(({ kind, name }) => name !== "" && !["app", "team", "enterprise_account"].includes(kind));
}

function resourcesOf(change: ChangeAnswer): Json[] {
  return change.resources
    .map((resource) => ({
      type: resource.slice(0, resource.indexOf(":")),
      name: resource.slice(resource.indexOf(":") + 1),
    }))
    .filter(({ name }) => name !== "");
}

/** Who did it; where no source says, what told of it: the schema wants one. */
function actorOf(change: ChangeAnswer): Json {
  const { herokuActorEmail: email, herokuActorId: uid } = change;
  const user = known({ name: email || uid, email_addr: email, uid });
  return Object.keys(user).length === 0 ? { app_name: "Heroku" } : { user };
}

/** Where it was done from; a source that tells no address tells of Heroku's API all the same. */
function endpointOf(change: ChangeAnswer): Json {
  if (change.srcIP === "") return { svc_name: "Heroku Platform API" };
  const location = known({ city: change.srcCity, country: change.srcASCountryCode });
  const network = known({ name: change.srcASOrganization, number: change.srcASNumber });
  const hasPlace = change.srcLatitude !== 0 || change.srcLongitude !== 0;
  return {
    ip: change.srcIP,
    ...(Object.keys(location).length > 0
      ? { location: { ...location, ...(hasPlace ? { lat: change.srcLatitude, long: change.srcLongitude } : {}) } }
      : {}),
    ...(Object.keys(network).length > 0 ? { autonomous_system: network } : {}),
  };
}

function known(members: Record<string, string | number>): Json {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== "" && value !== 0));
}
