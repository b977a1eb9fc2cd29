import type { HerokuArchive } from "../../clients/heroku-enterprise.ts";
import type { Services } from "../../context.ts";
import type { ListedArchive } from "../../stores/postgres/audit-archives.ts";
import type { AuditSourceRow } from "../../stores/postgres/audit-sources.ts";
import { callAuditSource } from "./call-audit-source.ts";
import type { Month } from "./month.ts";

/**
 * The months Heroku has archives of.
 *
 * @returns null when the source has no credential any more
 * @throws HerokuError, HerokuAwayError
 */
export async function askArchives(services: Services, source: AuditSourceRow): Promise<ListedArchive[] | null> {
  const answer = await callAuditSource(services, dueOf(source), (token) =>
    services.clients.herokuEnterprise.archives(token, source.enterprise_account_id),
  );
  return answer?.data.map(toListed) ?? null;
}

/**
 * One month, with a fresh link to its bytes.
 *
 * @returns null when the source has no credential any more
 * @throws HerokuError, HerokuAwayError
 */
export async function askArchive(
  services: Services,
  source: AuditSourceRow,
  { year, month }: Month,
): Promise<{ listed: ListedArchive; url: string } | null> {
  const answer = await callAuditSource(services, dueOf(source), (token) =>
    services.clients.herokuEnterprise.archive(token, source.enterprise_account_id, year, month),
  );
  // The month that was asked for, whatever the answer calls itself.
  return answer && { listed: { ...toListed(answer.data), year, month }, url: answer.data.url ?? "" };
}

function dueOf({ id, resource_id }: AuditSourceRow): { resourceId: string; sourceId: string } {
  return { resourceId: resource_id, sourceId: id };
}

function toListed({ year, month, checksum, size, created_at }: HerokuArchive): ListedArchive {
  const at = Date.parse(created_at ?? "");
  return { year, month, checksum, size, heroku_created_at: Number.isNaN(at) ? null : new Date(at) };
}
