import { createHash } from "node:crypto";
import { stableUuid } from "../ids.ts";
import type { AuditCast, AuditEventRow, AuditStreamRow, AuditTrailRow } from "../rows/audit.ts";
import { Random } from "../traffic/random.ts";
import { dayMs, dayOf, startOfDayMs } from "./days.ts";
import { kindsOf } from "./event-kinds.ts";
import { byTime, eventRow } from "./event-row.ts";
import { storyEvents } from "./stories.ts";

/**
 * What an account's trail made up for one UTC day, history, stories and streams, in the order of `created_at`. Pure:
 * the same trail and day give the same events, ids included.
 *
 * @param nowMs  events of a running stream end here; a day that is not over grows with it
 */
export function madeUpEvents(trail: AuditTrailRow, day: string, nowMs: number): AuditEventRow[] {
  const events = [
    ...historyEvents(trail, day),
    ...storyEvents(trail, day),
    ...trail.streams.flatMap((stream, index) => streamEvents(trail, stream, index, day, nowMs)),
  ];
  return events.sort(byTime);
}

/** A day's work: fewer at weekends, more as the years go by, most of it in office hours. */
function historyEvents(trail: AuditTrailRow, day: string): AuditEventRow[] {
  const endMs = Date.parse(trail.endsAt);
  const startMs = startOfDayMs(day);
  if (day < trail.startsOn || startMs >= endMs) return [];
  const random = randomFor(trail, "day", day);
  const weekday = new Date(startMs).getUTCDay();
  const share = weekday === 0 || weekday === 6 ? 0.2 : 1;
  const count = Math.round(trail.eventsPerDay * share * (0.7 + random.next() * 0.6));
  const events: AuditEventRow[] = [];
  for (let index = 0; index < count; index += 1) {
    const atMs = startMs + Math.floor(timeOfDay(random) * dayMs);
    const event = makeEvent(trail.cast, random, stableUuid(String(trail.seed), "day", day, String(index)), atMs);
    // Left out only now: the draws of the others must not depend on when the history ended.
    if (atMs < endMs) events.push(event);
  }
  return events;
}

/** Event number k of a stream happens somewhere in the k-th of equal times. */
function streamEvents(
  trail: AuditTrailRow,
  stream: AuditStreamRow,
  streamIndex: number,
  day: string,
  nowMs: number,
): AuditEventRow[] {
  const fromMs = Date.parse(stream.from);
  const untilMs = Math.min(stream.until === null ? nowMs + 1 : Date.parse(stream.until), startOfDayMs(day) + dayMs);
  const stepMs = 60_000 / stream.eventsPerMinute;
  const events: AuditEventRow[] = [];
  let index = Math.max(0, Math.floor((startOfDayMs(day) - fromMs) / stepMs) - 1);
  for (; fromMs + index * stepMs < untilMs; index += 1) {
    const random = randomFor(trail, "stream", String(streamIndex), String(index));
    const atMs = Math.floor(fromMs + (index + random.next()) * stepMs);
    if (atMs >= untilMs || dayOf(atMs) !== day) continue;
    const id = stableUuid(String(trail.seed), "stream", String(streamIndex), String(index));
    events.push(makeEvent(trail.cast, random, id, atMs));
  }
  return events;
}

function makeEvent(cast: AuditCast, random: Random, id: string, atMs: number): AuditEventRow {
  const createdAt = new Date(atMs).toISOString();
  const kind = random.weighted(kindsOf(new Date(atMs).getUTCFullYear()));
  const place = random.pick(cast.apps);
  return eventRow(cast, {
    id,
    createdAt,
    kind,
    place,
    actor: kind.isHerokus ? null : random.pick(random.chance(1 / 6) ? cast.outsiders : cast.actors),
    address: random.address(),
    data: kind.data(random),
  });
}

function timeOfDay(random: Random): number {
  if (random.chance(0.15)) return random.next();
  // Three draws make a hill; its top is at half past one, UTC, between the offices of two continents.
  return (7 + ((random.next() + random.next() + random.next()) / 3) * 13) / 24;
}

/** A generator of its own for each thing drawn, so that a day can be made without the days before it. */
function randomFor(trail: AuditTrailRow, ...words: string[]): Random {
  const digest = createHash("sha1")
    .update([trail.seed, ...words].join("\n"))
    .digest();
  return new Random(digest.readUInt32BE(0));
}
