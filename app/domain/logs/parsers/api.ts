/**
 * `app api`: what someone changed. The only change feed that every customer has without any set-up.
 *
 * `action` names the sentence and `user` who did it (an email address, personal data); the rest by action:
 * `release` (`v88`), `config_vars` (names only, `A,B`; Heroku never logs values), `formation` (`web@3:Standard-1X worker@1:…`),
 * `collaborator`, `domain`, `command`, `commit`, `images` (`web (694536ae336d)`, from container:release), `attachment`, `addon`, `addon_plan`, `detail`.
 * Source: lines as published in Dev Center "Releases", "Config Vars", "Scaling Your Dyno Formation", "Release Phase" and in public logs.
 */
import type { LineLevel } from "../../../contract/line.ts";
import { FieldList } from "../../../lib/field-list.ts";
import { commandOf } from "./dyno.ts";
import type { LineParser } from "./fields.ts";

export const api: LineParser = {
  kind: "api",
  parse(message) {
    const { sentence, user } = splitUser(message);
    const fields = new FieldList();
    const level = readSentence(sentence, fields);
    if (user !== "") fields.add("user", user);
    if (level === null && user === "") return null;
    return { fields, level: level ?? "info" };
  },
};

/** `… by user dana@example.com`, before about 2016 `… by dana@example.com`; never inside a command's backticks. */
function splitUser(message: string): { sentence: string; user: string } {
  const at = message.lastIndexOf(" by ");
  if (at < message.lastIndexOf("`") || at < 0) return { sentence: message, user: "" };
  const who = message.slice(at + " by ".length);
  const user = who.startsWith("user ") ? who.slice("user ".length) : who.includes("@") ? who : "";
  if (user === "" || user.includes(" ") || user.length > 320) return { sentence: message, user: "" };
  return { sentence: message.slice(0, at), user };
}

/** The sentence's fields, and its level; null when it is none we know. */
function readSentence(sentence: string, fields: FieldList): LineLevel | null {
  const command = commandOf(sentence);
  if (command !== null) {
    fields.add("action", "run");
    fields.add("command", command);
    return "info";
  }
  for (const { action, shape, names, level } of SENTENCES) {
    const match = matchShape(sentence, shape);
    if (match === null) continue;
    fields.add("action", action);
    names.forEach((name, i) => {
      const value = match[i] ?? "";
      fields.add(name, name === "config_vars" ? value.split(", ").join(",") : value);
    });
    return level ?? "info";
  }
  return null;
}

interface Sentence {
  action: string;
  /** The fixed parts of the sentence; what stands between two of them, or after the last, is a value. */
  shape: string[];
  names: string[];
  level?: LineLevel;
}

/** The first that fits is taken. */
const SENTENCES: Sentence[] = [
  { action: "release", shape: ["Release ", " created"], names: ["release"] },
  { action: "release_failed", shape: ["Release ", " command failed"], names: ["release"], level: "error" },
  { action: "release_commands", shape: ["Running release ", " commands"], names: ["release"] },
  { action: "rollback", shape: ["Rollback to ", ""], names: ["release"] },
  { action: "initial_release", shape: ["Initial release"], names: [] },
  { action: "config_set", shape: ["Set ", " config vars"], names: ["config_vars"] },
  { action: "config_remove", shape: ["Remove ", " config vars"], names: ["config_vars"] },
  { action: "config_remove", shape: ["Unset ", " config vars"], names: ["config_vars"] },
  { action: "config_set", shape: ["Config add ", ""], names: ["config_vars"] },
  { action: "config_remove", shape: ["Config remove ", ""], names: ["config_vars"] },
  { action: "scale", shape: ["Scaled to ", ""], names: ["formation"] },
  { action: "scale", shape: ["Scale to ", ""], names: ["formation"] },
  { action: "attach", shape: ["Attach ", " (@ref:", ")"], names: ["attachment", "addon"] },
  { action: "detach", shape: ["Detach ", " (@ref:", ")"], names: ["attachment", "addon"] },
  { action: "attachment_update", shape: ["Update ", " (@ref:", ")"], names: ["attachment", "addon"] },
  {
    action: "addon_provisioned",
    shape: ["@ref:", " completed provisioning, setting ", "."],
    names: ["addon", "config_vars"],
  },
  { action: "collaborator_add", shape: ["Add ", " as collaborator"], names: ["collaborator"] },
  { action: "collaborator_remove", shape: ["Remove ", " as collaborator"], names: ["collaborator"] },
  { action: "domain_add", shape: ["Add ", " domain"], names: ["domain"] },
  { action: "domain_remove", shape: ["Remove ", " domain"], names: ["domain"] },
  { action: "addon_update", shape: ["Update plan of ", " to ", ""], names: ["addon", "addon_plan"] },
  { action: "addon_add", shape: ["Add ", " add-on"], names: ["addon_plan"] },
  { action: "addon_remove", shape: ["Remove ", " add-on"], names: ["addon_plan"] },
  { action: "build_started", shape: ["Build started"], names: [] },
  { action: "build_succeeded", shape: ["Build succeeded"], names: [] },
  { action: "build_failed", shape: ["Build failed"], names: [], level: "error" },
  { action: "build_failed", shape: ["Build failed -- ", ""], names: ["detail"], level: "error" },
  { action: "attachment_update", shape: ["Update ", ""], names: ["attachment"] },
  { action: "deploy", shape: ["Deployed ", ""], names: ["images"] },
  { action: "deploy", shape: ["Deploy ", ""], names: ["commit"] },
  { action: "enable_logplex", shape: ["Enable Logplex"], names: [] },
];

/** The values between the parts when the sentence is just these parts and values, in this order; else null. */
function matchShape(sentence: string, shape: string[]): string[] | null {
  const first = shape[0] ?? "";
  const last = shape[shape.length - 1] ?? "";
  if (!sentence.startsWith(first)) return null;
  if (shape.length === 1) return sentence === first ? [] : null;
  if (!sentence.endsWith(last)) return null;
  const values: string[] = [];
  let at = first.length;
  for (let i = 1; i < shape.length - 1; i++) {
    const part = shape[i] ?? "";
    const next = sentence.indexOf(part, at);
    if (next < 0) return null;
    values.push(sentence.slice(at, next));
    at = next + part.length;
  }
  const end = sentence.length - last.length;
  if (end < at) return null;
  values.push(sentence.slice(at, end));
  return values;
}
