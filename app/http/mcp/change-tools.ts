import { z } from "zod";
import { AROUND_MINUTES_DEFAULT, AROUND_MINUTES_MAX } from "../../contract/limits.ts";
import { readChange } from "../../domain/changes/read-change.ts";
import { readChangesAround } from "../../domain/changes/read-changes-around.ts";
import { searchChanges } from "../../domain/changes/search-changes.ts";
import { changeForModel } from "./for-model.ts";
import { cursor, from, query, rows, to } from "./inputs.ts";
import { defineTool, type Tool } from "./tool.ts";

export const CHANGE_TOOLS: readonly Tool[] = [
  defineTool({
    name: "what_changed_before",
    title: "What changed before a moment",
    description:
      "Releases, config vars, scaling, add-ons, members and whatever else changed before a moment, the likeliest cause " +
      "of trouble first: changes of the app itself, then of its team, then of the rest; `reason` says why it stands " +
      "there. Ask it with the moment at which errors began (count_logs tells that).",
    input: z.object({
      at: z.string().max(40).default("now").describe("The moment: ISO 8601, `now`, or relative such as `-30m`"),
      app: z.string().max(100).default("").describe("Name of the app in trouble, if known"),
      minutes: z.int().min(1).max(AROUND_MINUTES_MAX).default(AROUND_MINUTES_DEFAULT).describe("How far back to look"),
      limit: rows("changes"),
    }),
    async run(ctx, input, signal) {
      const { data, ...rest } = await readChangesAround(ctx, { ...input, signal });
      return {
        ...rest,
        data: data.map((change) => ({
          ...changeForModel(change),
          relation: change.relation,
          reason: change.reason,
        })),
      };
    },
  }),
  defineTool({
    name: "search_changes",
    title: "Search changes",
    description:
      "Changes that match a query, newest first: who did what to which app, and from which address where Heroku tells it. " +
      "Fields of the query here: `actor`, `app`, `team`, `type` (`release`, `config_change`, `formation` …), `action`, `ip`, " +
      "`source` (`audit-trail`, `webhook`, `drain`).",
    input: z.object({ query, from: from("-7d"), to, limit: rows("changes"), cursor }),
    async run(ctx, { cursor, ...input }, signal) {
      const { data, ...rest } = await searchChanges(ctx, { ...input, cursor: cursor ?? null, signal });
      return { ...rest, data: data.map(changeForModel) };
    },
  }),
  defineTool({
    name: "read_change",
    title: "Read one change",
    description: "Everything that is known of one change: each source's word for it, and the event as it was received.",
    input: z.object({ id: z.string().max(160).describe("`id` of a change") }),
    run: (ctx, { id }, signal) => readChange(ctx, { id, signal }),
  }),
];
