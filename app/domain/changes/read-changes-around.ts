import type { Ctx } from "../../context.ts";
import type { ChangeAnswer, ChangesAroundAnswer, SuspectChange } from "../../contract/change.ts";
import { ReadBudget } from "../logs/read-budget.ts";
import { parseMoment } from "../logs/time-range.ts";
import { attributionsOf } from "./attribution.ts";
import { compileChangeQuery } from "./compile-change-query.ts";
import { findChangesUpTo } from "./find-changes.ts";

/** Changes before the moment that are weighed; the page shows far fewer. */
const WEIGHED_MAX = 1_000;

export interface ChangesAroundInput {
  at: string;
  /** Name or id of the app that is in trouble; "" when none was named. */
  app: string;
  /** How far back to look. */
  minutes: number;
  limit: number;
  signal?: AbortSignal;
}

/**
 * What changed before a moment, the likeliest cause first: changes of the app itself, then of its team, then of its
 * enterprise account, then the rest of what this add-on sees; in each the nearest first. A change in the very
 * millisecond of the moment counts as before it.
 *
 * @throws Fault query.bad_range
 */
export async function readChangesAround(ctx: Ctx, input: ChangesAroundInput): Promise<ChangesAroundAnswer> {
  const time = new ReadBudget();
  const atMs = Math.floor(parseMoment(input.at, ctx.clock.now()) / 1_000);
  const range = { fromMicros: (atMs - input.minutes * 60_000) * 1_000, toMicros: (atMs + 1) * 1_000 };
  const { filter, drains } = await compileChangeQuery(ctx, "");
  const scope = { range, filter, drains, time, signal: input.signal };
  const { changes } = await findChangesUpTo(ctx, scope, { order: "desc", limit: WEIGHED_MAX, after: null });
  const data = rankSuspects(changes, { atMs, app: input.app }).slice(0, input.limit);
  return { at: new Date(atMs).toISOString(), data, attribution: attributionsOf(data) };
}

type Relation = SuspectChange["relation"];
const RELATIONS: readonly Relation[] = ["app", "team", "account", "resource"];

/** @param changes at or before the moment */
export function rankSuspects(
  changes: readonly ChangeAnswer[],
  { atMs, app }: { atMs: number; app: string },
): SuspectChange[] {
  const wanted = app.toLowerCase();
  const isOfApp = (change: ChangeAnswer) =>
    wanted !== "" && (change.herokuAppName.toLowerCase() === wanted || change.herokuAppId === wanted);
  // Team and account of an app are known from what was told about it; the audit trail alone tells them.
  const ofApp = changes.filter(isOfApp);
  const teams = idsOf(ofApp, "herokuTeamId");
  const accounts = idsOf(ofApp, "herokuEnterpriseAccountId");
  const relationOf = (change: ChangeAnswer): Relation => {
    if (isOfApp(change)) return "app";
    if (teams.has(change.herokuTeamId)) return "team";
    return accounts.has(change.herokuEnterpriseAccountId) ? "account" : "resource";
  };
  return changes
    .map((change): SuspectChange => {
      const relation = relationOf(change);
      const secondsBefore = (atMs - Date.parse(change.eventTime)) / 1_000;
      return {
        ...change,
        seconds_before: secondsBefore,
        relation,
        reason: `${placeOf(change, relation)}, ${spanOf(secondsBefore)} before`,
      };
    })
    .sort(
      (a, b) =>
        RELATIONS.indexOf(a.relation) - RELATIONS.indexOf(b.relation) ||
        a.seconds_before - b.seconds_before ||
        (a.id < b.id ? -1 : 1),
    );
}

function idsOf(changes: readonly ChangeAnswer[], column: "herokuTeamId" | "herokuEnterpriseAccountId"): Set<string> {
  return new Set(changes.map((change) => change[column]).filter((id) => id !== ""));
}

function placeOf(change: ChangeAnswer, relation: Relation): string {
  const app = change.herokuAppName === "" ? "outside any app" : `on ${change.herokuAppName}`;
  if (relation === "team") return `${app}, same team`;
  return relation === "account" ? `${app}, same enterprise account` : app;
}

/** The two largest units: `3 min 12 s`. */
function spanOf(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3_600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86_400) return `${Math.floor(s / 3_600)} h ${Math.floor((s % 3_600) / 60)} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3_600)} h`;
}
