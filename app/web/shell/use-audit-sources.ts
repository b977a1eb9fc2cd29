import { useQuery } from "@tanstack/react-query";
import type { AuditSourcesAnswer } from "../../contract/audit.ts";
import { getJson } from "../lib/api.ts";
import { serverNowMs } from "../lib/server-clock.ts";
import { isYoung } from "../lib/young-source.ts";

/** While work runs, or has just begun, its progress is worth seeing; otherwise a poll happens once a minute. */
const WORKING_MS = 2000;
const RESTING_MS = 20_000;

/** The enterprise accounts that are collected; read again by itself. */
export function useAuditSources(input: { everyMs?: number } = {}) {
  return useQuery({
    queryKey: ["audit-sources"],
    queryFn: ({ signal }) => getJson<AuditSourcesAnswer>("/audit/sources", {}, signal),
    refetchInterval: ({ state }) =>
      input.everyMs ??
      (state.data?.data.some((source) => source.jobs.length > 0 || isYoung(source, serverNowMs()))
        ? WORKING_MS
        : RESTING_MS),
  });
}
