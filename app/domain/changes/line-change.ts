import { formatLineId } from "../../lib/line-id.ts";
import type { ChangeRow } from "../../stores/clickhouse/changes/change-block.ts";
import { formatMicros } from "../logs/line-view.ts";
import type { PublishedLine } from "../logs/publish-lines.ts";
import { type Named, toChangeRow } from "./change-row.ts";
import { oneLine } from "./describe-change.ts";
import { type ChangeDetails, detailsOf } from "./read-details.ts";

type Fields = Readonly<Record<string, string>>;

interface Meaning {
  type: string;
  action: string;
  details: (fields: Fields) => ChangeDetails;
}

const names = (text: string | undefined) => (text === undefined || text === "" ? [] : text.split(","));
const one = (text: string | undefined) => (text === undefined || text === "" ? [] : [text]);

/** Sentences of Heroku's API in an app's log, by the `action` its parser gives them, in the audit trail's words. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  addon_add: addon("create", ({ addon_plan }) => detailsOf("addon", [], { plan: addon_plan ?? "" })),
  addon_provisioned: addon("provision", ({ addon: name, config_vars }) =>
    detailsOf("addon", one(name), { detail: names(config_vars).join(", ") }),
  ),
  addon_remove: addon("destroy", ({ addon_plan }) => detailsOf("addon", [], { plan: addon_plan ?? "" })),
  addon_update: addon("update", ({ addon: name, addon_plan }) =>
    detailsOf("addon", one(name), { plan: addon_plan ?? "" }),
  ),
  attach: addon("attach", ({ addon: name, attachment }) =>
    detailsOf("addon", one(name), { attachment: attachment ?? "" }),
  ),
  attachment_update: {
    type: "addon_attachment",
    action: "update",
    details: ({ attachment }) => detailsOf("attachment", one(attachment)),
  },
  build_failed: build("fail"),
  build_started: build("create"),
  build_succeeded: build("succeed"),
  collaborator_add: collaborator("create"),
  collaborator_remove: collaborator("destroy"),
  config_remove: config("remove"),
  config_set: config("set"),
  deploy: {
    type: "code_release",
    action: "create",
    details: ({ commit, images }) => detailsOf("code_release", [], { detail: commit ?? images ?? "" }),
  },
  detach: addon("detach", ({ addon: name, attachment }) =>
    detailsOf("addon", one(name), { attachment: attachment ?? "" }),
  ),
  domain_add: domain("create"),
  domain_remove: domain("destroy"),
  enable_logplex: { type: "logplex", action: "enable", details: () => detailsOf("logplex", []) },
  initial_release: release("create"),
  release: release("create"),
  release_commands: release("run"),
  release_failed: release("fail"),
  rollback: release("rollback"),
  run: { type: "dyno", action: "run", details: ({ command }) => detailsOf("command", [], { detail: command ?? "" }) },
  scale: {
    type: "formation",
    action: "update",
    details: ({ formation = "" }) =>
      detailsOf(
        "process",
        one(formation).flatMap((text) => text.split(" ")),
        { detail: formation },
      ),
  },
};

/** What nobody knows yet: kept, in Heroku's own words. */
const UNKNOWN: Meaning = { type: "api", action: "line", details: () => detailsOf("api", []) };

/**
 * A line of Heroku's API (`app api`) as a change. The id is the line's, so a batch that is stored again gives the same
 * row.
 *
 * @param app whose drain it came through; empty texts while Heroku has not told us
 */
export function lineChange({ line, origin, lineIndex }: PublishedLine, app: Named, retentionDays: number): ChangeRow {
  const { fields } = line;
  const action = fields.action ?? "";
  const meaning = (Object.hasOwn(MEANINGS, action) && MEANINGS[action]) || UNKNOWN;
  const user = fields.user ?? "";
  const atMs = Math.max(0, Math.floor(line.timestampMicros / 1_000));
  return toChangeRow(
    {
      source: "drain",
      event: {
        timestamp: formatMicros(line.timestampMicros),
        host_name: line.hostName,
        app_name: line.appName,
        process_id: line.processId,
        message: line.message,
      },
      eventId: formatLineId({ ...origin, timestampMicros: line.timestampMicros, lineIndex }),
      atMs,
      createdAtMs: atMs,
      type: meaning.type,
      action: meaning.action,
      actor: { id: "", email: user },
      app,
      owner: { id: "", email: "" },
      team: { id: "", name: "" },
      account: { id: "", name: "" },
      ip: "",
      data: fields,
      details: meaning.details(fields),
      ...(meaning === UNKNOWN ? { sentence: oneLine(line.message) } : {}),
    },
    { resourceId: origin.resourceId, sourceId: origin.drainId, receivedAtMs: origin.receivedAtMs, retentionDays },
  );
}

function addon(action: string, details: Meaning["details"]): Meaning {
  return { type: "addon", action, details };
}

function build(action: string): Meaning {
  return { type: "build", action, details: ({ detail }) => detailsOf("build", [], { detail: detail ?? "" }) };
}

function collaborator(action: string): Meaning {
  return { type: "collaborator", action, details: ({ collaborator: email }) => detailsOf("collaborator", one(email)) };
}

function config(action: string): Meaning {
  return { type: "config_change", action, details: ({ config_vars }) => detailsOf("config_var", names(config_vars)) };
}

function domain(action: string): Meaning {
  return { type: "domain", action, details: ({ domain: hostname }) => detailsOf("domain", one(hostname)) };
}

function release(action: string): Meaning {
  return { type: "release", action, details: ({ release: version }) => detailsOf("release", one(version)) };
}
