import { stableUuid } from "../ids.ts";
import type { AuditCast, AuditEventRow, AuditTrailRow } from "../rows/audit.ts";
import { dayMs, dayOf } from "./days.ts";
import { eventRow } from "./event-row.ts";

/** A step of a story: minutes after its start, by whom, on which app of the cast. */
interface Step {
  minutes: number;
  name: `${string}.${string}`;
  actor: "colleague" | "outsider";
  app: number;
  address: string;
  data: Record<string, unknown>;
}

interface Story {
  /** Before the history's end, so that the newest is worth finding on the first day. */
  daysBeforeEnd: number;
  /** UTC, outside office hours where that is the point. */
  startsAtMinute: number;
  steps: (cast: AuditCast) => Step[];
}

const database = "postgresql-tidal-10443";

/** What somebody who reads an audit trail looks for. */
const stories: readonly Story[] = [
  {
    // Somebody from outside is let in, and a quarter of an hour later the production database is at hand elsewhere.
    daysBeforeEnd: 2,
    startsAtMinute: 22 * 60 + 41,
    steps: ({ outsiders }) => {
      const stranger = outsiders[0]?.email ?? "";
      const step = (minutes: number, name: Step["name"], app: number, data: Step["data"]): Step => ({
        minutes,
        name,
        actor: minutes === 0 ? "colleague" : "outsider",
        app,
        address: minutes === 0 ? "203.0.113.24" : "192.0.2.213",
        data,
      });
      return [
        step(0, "collaborator.create", 0, { email: stranger, permissions: ["view", "deploy", "operate"] }),
        step(14, "addon.attach", 1, { name: database, attachment: "HARBOR_DATABASE", service: "heroku-postgresql" }),
        step(14, "heroku_config_change.update", 1, { config_vars: ["HARBOR_DATABASE_URL"], addon: database }),
        step(21, "config_change.set", 1, { config_vars: ["DATABASE_URL"] }),
        step(58, "addon.detach", 1, { name: database, attachment: "HARBOR_DATABASE", service: "heroku-postgresql" }),
      ];
    },
  },
  {
    // An app leaves the company, at night.
    daysBeforeEnd: 40,
    startsAtMinute: 3 * 60 + 12,
    steps: ({ outsiders }) => {
      const recipient = outsiders[1]?.email ?? "";
      const common = { app: 2, address: "198.51.100.77" };
      return [
        {
          ...common,
          minutes: 0,
          name: "app_transfer.create",
          actor: "colleague",
          data: { recipient, state: "pending" },
        },
        {
          ...common,
          minutes: 6,
          name: "app_transfer.update",
          actor: "outsider",
          data: { recipient, state: "accepted" },
        },
      ];
    },
  },
  {
    // Twenty-four apps and add-ons are gone within ten minutes.
    daysBeforeEnd: 150,
    startsAtMinute: 2 * 60 + 3,
    steps: () =>
      Array.from({ length: 24 }, (_, index) => ({
        minutes: index * 0.4,
        name: index % 2 === 0 ? "addon.destroy" : "app.destroy",
        actor: "colleague",
        app: 3,
        address: "192.0.2.8",
        data: { name: `quay-review-${100 + index}` },
      })),
  },
];

/** The stories' events of one day; a trail without a history tells none. */
export function storyEvents(trail: AuditTrailRow, day: string): AuditEventRow[] {
  if (trail.eventsPerDay === 0) return [];
  const endMs = Date.parse(trail.endsAt);
  return stories.flatMap((story, storyIndex) => {
    const storyDay = dayOf(endMs - story.daysBeforeEnd * dayMs);
    if (storyDay < trail.startsOn) return [];
    const startMs = Date.parse(`${storyDay}T00:00:00Z`) + story.startsAtMinute * 60_000;
    return story
      .steps(trail.cast)
      .map((step, index) => {
        const atMs = startMs + Math.round(step.minutes * 60_000);
        return stepEvent(trail, step, stableUuid(String(trail.seed), "story", `${storyIndex}`, `${index}`), atMs);
      })
      .filter((event) => event.created_at.slice(0, 10) === day);
  });
}

function stepEvent({ cast }: AuditTrailRow, step: Step, id: string, atMs: number): AuditEventRow {
  const [type = "", action = ""] = step.name.split(".");
  const place = cast.apps[step.app % cast.apps.length];
  const actors = step.actor === "outsider" ? cast.outsiders : cast.actors;
  if (!place) throw new RangeError("a trail needs an app");
  return eventRow(cast, {
    id,
    createdAt: new Date(atMs).toISOString(),
    kind: { type, action, about: "app" },
    place,
    actor: actors[step.app === 2 ? 1 % actors.length : 0] ?? null,
    address: step.address,
    data: step.data,
  });
}
