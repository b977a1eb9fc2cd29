import type {
  AuditAccountsAnswer,
  AuditArchivesAnswer,
  AuditJob,
  AuditSource,
  AuditSourceChange,
  BackfillRequest,
  NewAuditSource,
} from "../../contract/audit.ts";
import { apiUrl, getJson, write } from "../lib/api.ts";

/** What a pending connection sees; 404 once its hour has passed. */
export function getAuditAccounts(connection: string, signal?: AbortSignal): Promise<AuditAccountsAnswer> {
  return getJson("/audit/accounts", { connection }, signal);
}

export function getArchives(sourceId: string, signal?: AbortSignal): Promise<AuditArchivesAnswer> {
  return getJson(`/audit/sources/${sourceId}/archives`, {}, signal);
}

export function getAuditJob(jobId: string, signal?: AbortSignal): Promise<AuditJob> {
  return getJson(`/audit/jobs/${jobId}`, {}, signal);
}

export async function addAuditSource(input: NewAuditSource): Promise<AuditSource> {
  return (await (await write("POST", "/audit/sources", input)).json()) as AuditSource;
}

export async function changeAuditSource(input: { id: string } & AuditSourceChange): Promise<AuditSource> {
  const { id, ...change } = input;
  return (await (await write("PATCH", `/audit/sources/${id}`, change)).json()) as AuditSource;
}

export async function removeAuditSource(input: { id: string; keep: boolean }): Promise<void> {
  await write("DELETE", `/audit/sources/${input.id}`, undefined, { keep: String(input.keep) });
}

/** Asks for work that goes on in the background. */
export async function startAuditJob(
  input: { id: string } & ({ kind: "validate" | "poll" } | ({ kind: "backfill" } & BackfillRequest)),
): Promise<AuditJob> {
  const { id, kind, ...body } = input;
  return (await (
    await write("POST", `/audit/sources/${id}/${kind}`, kind === "backfill" ? body : undefined)
  ).json()) as AuditJob;
}

/** A link, because the browser saves what it leads to. */
export function evidenceUrl(sourceId: string): string {
  return apiUrl(`/audit/sources/${sourceId}/evidence`, {});
}
