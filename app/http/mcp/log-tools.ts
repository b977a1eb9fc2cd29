import { z } from "zod";
import { readContext } from "../../domain/logs/read-context.ts";
import { readFacets } from "../../domain/logs/read-facets.ts";
import { readHistogram } from "../../domain/logs/read-histogram.ts";
import { readTrace } from "../../domain/logs/read-trace.ts";
import { searchLogs } from "../../domain/logs/search-logs.ts";
import { lineForModel, wholeLineForModel } from "./for-model.ts";
import { buckets, cursor, from, query, rows, to } from "./inputs.ts";
import { defineTool, type Tool } from "./tool.ts";

/** Lines on each side of one. */
const AROUND_DEFAULT = 10;
const AROUND_MAX = 100;

const lineId = z.string().max(80).describe("`id` of a line");

export const LOG_TOOLS: readonly Tool[] = [
  defineTool({
    name: "search_logs",
    title: "Search log lines",
    description:
      "Log lines that match a query, newest first unless told otherwise. Long messages are cut (`is_cut`); " +
      "lines_around has the whole of one. `partial`: the search took too long after these; narrow it.",
    input: z.object({
      query,
      from: from("-1h"),
      to,
      limit: rows("lines"),
      order: z.enum(["desc", "asc"]).default("desc").describe("`desc`: newest first; `asc`: oldest first"),
      cursor,
    }),
    async run(ctx, { cursor, ...input }, signal) {
      const { data, ...rest } = await searchLogs(ctx, { ...input, cursor: cursor ?? null, signal });
      return { data: data.map(lineForModel), ...rest };
    },
  }),
  defineTool({
    name: "count_logs",
    title: "Count log lines over time",
    description:
      "How many matching lines there are in each bucket of time, how many of them are errors, and what changed in the " +
      "range (releases, config vars, scaling …). The first question when looking for when something began.",
    input: z.object({ query, from: from("-6h"), to, buckets }),
    run: (ctx, input, signal) => readHistogram(ctx, { ...input, signal }),
  }),
  defineTool({
    name: "log_fields",
    title: "What matching lines have in common",
    description:
      "The commonest values of each field among the matching lines, with counts: which host, path, status, dyno, level or " +
      "error code stands out. Each is ready to be searched for as `field:value`.",
    input: z.object({ query, from: from("-1h"), to }),
    run: (ctx, input, signal) => readFacets(ctx, { ...input, signal }),
  }),
  defineTool({
    name: "lines_around",
    title: "Read the lines around one",
    description: "One line whole, and the lines of the same add-on before and after it in time.",
    input: z.object({
      id: lineId,
      before: z.int().min(0).max(AROUND_MAX).default(AROUND_DEFAULT),
      after: z.int().min(0).max(AROUND_MAX).default(AROUND_DEFAULT),
    }),
    async run(ctx, input, signal) {
      const { before, line, after, ...rest } = await readContext(ctx, { ...input, signal });
      return {
        before: before.map(lineForModel),
        line: wholeLineForModel(line),
        after: after.map(lineForModel),
        ...rest,
      };
    },
  }),
  defineTool({
    name: "trace_request",
    title: "Follow one request",
    description:
      "Everything the router and the app wrote about one request, and what happened to its dyno around it, oldest first.",
    input: z.object({ request_id: z.string().max(200).describe("`request_id` of a router line") }),
    async run(ctx, { request_id }, signal) {
      const { data, ...rest } = await readTrace(ctx, { requestId: request_id, signal });
      return { data: data.map(lineForModel), ...rest };
    },
  }),
];
