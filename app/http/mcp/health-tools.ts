import { z } from "zod";
import { herokuCode } from "../../contract/heroku-codes.ts";
import { readLedger } from "../../domain/ledger/read-ledger.ts";
import { readResource } from "../../domain/resources/read-resource.ts";
import { readDynoStats } from "../../domain/stats/read-dyno-stats.ts";
import { readRouterStats } from "../../domain/stats/read-router-stats.ts";
import { buckets, from, to } from "./inputs.ts";
import { defineTool, type Tool } from "./tool.ts";

export const HEALTH_TOOLS: readonly Tool[] = [
  defineTool({
    name: "router_stats",
    title: "Requests, statuses and service times",
    description: "Per bucket and in all: requests, their status classes, bytes, and p50, p95, p99 of the service time.",
    input: z.object({ from: from("-6h"), to, buckets }),
    run: (ctx, input, signal) => readRouterStats(ctx, { ...input, signal }),
  }),
  defineTool({
    name: "dyno_stats",
    title: "Memory and load of each process",
    description:
      "Per process and bucket: memory against its quota, and load, as log-runtime-metrics reports them. Empty for an app " +
      "that has not switched these on (`heroku labs:enable log-runtime-metrics`).",
    input: z.object({ from: from("-6h"), to, buckets }),
    run: (ctx, input, signal) => readDynoStats(ctx, { ...input, signal }),
  }),
  defineTool({
    name: "explain_heroku_code",
    title: "Explain a Heroku error code",
    description: "What a code such as H12, R14 or L10 means, and what the app's owner can do about it.",
    input: z.object({ code: z.string().max(10).describe("`H12`, `R14`, `L10` …") }),
    async run(_ctx, { code }) {
      const written = code.trim().toUpperCase();
      const known = herokuCode(written);
      return { code: written, is_known: known !== null, ...known };
    },
  }),
  defineTool({
    name: "delivery_report",
    title: "Whether any lines are missing",
    description:
      "Per hour: lines received, stored, shed over quota, refused, and what Heroku itself says it dropped before it " +
      "reached us (`upstream_dropped`, L10 and L12). received = stored + shed + rejected. Ask it before concluding " +
      "anything from the absence of a line.",
    input: z.object({ from: from("-24h"), to }),
    run: (ctx, input) => readLedger(ctx, input),
  }),
  defineTool({
    name: "about_this_app",
    title: "Which apps, plan and usage",
    description: "The apps whose logs come here, how long lines are kept, and how much of the day's quota is used.",
    input: z.object({}),
    run: (ctx) => readResource(ctx),
  }),
];
