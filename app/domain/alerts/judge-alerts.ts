import type { Services } from "../../context.ts";
import { type AlertRule, isCompared, isOfMuch } from "../../contract/alert-words.ts";
import { Fault } from "../../errors.ts";
import { isTooSlow } from "../../stores/clickhouse/query-limits.ts";
import * as alertEvents from "../../stores/postgres/alert-events.ts";
import * as alerts from "../../stores/postgres/alerts.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { believesFiring } from "./believes-firing.ts";
import { dispatchDeliveries } from "./dispatch-alerts.ts";
import { countsAt, judge, nextEnd, type Turn, tellingWindows, windowEnds } from "./judge.ts";
import { atMinute, DAY_MINUTES, MINUTE_MS, toMinute } from "./minutes.ts";
import { settledMs, storedUpTo } from "./stored-up-to.ts";
import { type Telling, tellings } from "./tellings.ts";
import { countWatched } from "./watched.ts";

/*
 * An alert's life, minute by minute. Its state and the events that tell of a turn are written in one transaction, and only by
 * whoever read the alert as it still is: however many processes judge it, each turn is written once.
 *
 *   OK --the condition is met in a window--> FIRING (event "fired") --it is not--> OK (event "resolved")
 *
 * Which of them are told while it is muted, and what is when a mute ends, says tellings.ts.
 *
 * Windows are judged once all that was received in them is stored. A service that was behind, or down, catches up window by
 * window; that something is missing it says of the last one only, for what has come meanwhile is missing no more.
 */

/** What is older by then is nobody's alarm any more. */
const CATCH_UP_MINUTES_MAX = 24 * 60;

/** A count of some minutes takes milliseconds; one that takes this long is asked for less often. */
const SECONDS_MAX = 10;
const TROUBLED_AGAIN_MS = 5 * MINUTE_MS;
/** What waits to be stored mostly is within a second or two; looking whether it is takes a row and two calls of Redis. */
const WAITING_AGAIN_MS = 5_000;

/** When the window that ends next after a minute can be judged. */
const dueAfter = (rule: AlertRule, minute: number) => new Date(nextEnd(rule, minute) * MINUTE_MS + settledMs(rule));

/** Judges the alerts of a resource up to what is stored. @throws what the stores say when they are away; the next turn is the next try */
export async function judgeAlerts(services: Services, { resourceId }: { resourceId: string }): Promise<void> {
  const { stores } = services;
  const resource = await resources.find(stores.pg, resourceId);
  if (!resource || resource.state === "deprovisioned") return;
  const all = await alerts.listOfResource(stores.pg, resourceId);
  let turns = 0;
  for (const watches of new Set(all.map((alert) => alert.watches))) {
    const upTo = toMinute(await storedUpTo(services, resourceId, watches));
    for (const alert of all.filter((each) => each.watches === watches))
      turns += await judgeAlert(services, alert, { upTo, bornAt: resource.created_at });
  }
  if (turns > 0) await dispatchDeliveries(services);
}

/** @returns how often it turned */
async function judgeAlert(
  services: Services,
  alert: alerts.AlertRow,
  { upTo, bornAt }: { upTo: number; bornAt: Date },
): Promise<number> {
  const { clock, stores } = services;
  const after = Math.max(toMinute(alert.judged_to), upTo - CATCH_UP_MINUTES_MAX);
  const ends = windowEnds(alert, after, upTo);
  const last = ends.at(-1);
  if (last === undefined) {
    // It was looked at too early, or what came in the window waits to be stored.
    const againMs = clock.now().getTime() + WAITING_AGAIN_MS;
    await alerts.saveDue(stores.pg, alert, new Date(Math.max(dueAfter(alert, after).getTime(), againMs)));
    return 0;
  }
  const judged = tellingWindows(alert, isOfMuch(alert) ? ends : [last], bornAt);
  try {
    const arrived = await countFor(services, alert, judged);
    const turns = judge(alert, alert.state, arrived, judged);
    const state = turns.at(-1)?.state ?? alert.state;
    const now = judged.at(-1) === last ? { minute: last, state, ...countsAt(alert, arrived, last) } : null;
    return await save(services, alert, { turns, now, lastMinute: last });
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === null) throw error;
    services.log.warn({ resourceId: alert.resource_id, alertId: alert.id, trouble }, "alert not judged");
    await alerts.saveTrouble(stores.pg, alert, trouble, new Date(clock.now().getTime() + TROUBLED_AGAIN_MS));
    return 0;
  }
}

/**
 * What the windows that end then had; of one that is compared, also what they had a day before, and not the day between.
 *
 * @returns by the minute they came in
 */
async function countFor(
  services: Services,
  alert: alerts.AlertRow,
  ends: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const [first, last] = [ends[0], ends.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  const counted = await Promise.all(
    (isCompared(alert) ? [DAY_MINUTES, 0] : [0]).map((back) =>
      countWatched(
        services,
        { ...alert, resourceId: alert.resource_id },
        {
          fromMs: (first - alert.window_minutes - back) * MINUTE_MS,
          toMs: (last - back) * MINUTE_MS,
          secondsMax: SECONDS_MAX,
        },
      ),
    ),
  );
  return new Map(counted.flatMap(({ arrived }) => [...arrived]));
}

/** @returns how many events there are to tell of */
async function save(
  { stores, clock, log }: Services,
  alert: alerts.AlertRow,
  { turns, now, lastMinute }: { turns: readonly Turn[]; now: Turn | null; lastMinute: number },
): Promise<number> {
  const turned = turns.at(-1);
  const saved = await stores.pg.transaction(async (tx) => {
    const isOurs = await alerts.saveJudgement(tx, alert, {
      state: turned?.state ?? alert.state,
      state_since: turned ? atMinute(turned.minute) : alert.state_since,
      judged_to: atMinute(lastMinute),
      due_at: dueAfter(alert, lastMinute),
    });
    // Nothing to say of most minutes, nor to ask.
    if (!isOurs || (turns.length === 0 && now?.state !== "firing")) return [];
    const told = tellings(turns, now, {
      believesFiring: await believesFiring(tx, alert),
      mutedUntilMinute: alert.muted_until && alert.muted_until.getTime() / MINUTE_MS,
    });
    await alertEvents.insert(tx, told.map(eventOf(alert)), clock.now());
    return told;
  });
  for (const { state, isTold } of saved)
    log.info({ resourceId: alert.resource_id, alertId: alert.id, state, isTold }, "alert turned");
  return saved.length;
}

const eventOf =
  (alert: alerts.AlertRow) =>
  ({ minute, state, count, countDayBefore, isTold }: Telling): alertEvents.NewAlertEvent => ({
    resource_id: alert.resource_id,
    alert_id: alert.id,
    type: state === "firing" ? "fired" : "resolved",
    at: atMinute(minute),
    count,
    count_day_before: countDayBefore,
    window_from: atMinute(minute - alert.window_minutes),
    window_to: atMinute(minute),
    delivery: isTold ? "pending" : "muted",
  });

function troubleOf(error: unknown): alerts.AlertRow["trouble"] {
  if (isTooSlow(error)) return "query_too_slow";
  return error instanceof Fault && error.code === "query.too_large" ? "query_too_large" : null;
}
