import type { Ctx } from "../../context.ts";
import type { AuditArchivesAnswer } from "../../contract/audit.ts";
import { Fault } from "../../errors.ts";
import * as archives from "../../stores/postgres/audit-archives.ts";
import * as sources from "../../stores/postgres/audit-sources.ts";
import { toArchiveAnswer } from "./archive-view.ts";

/** Newest month first; of a source that has ended, too. @throws Fault audit.source_not_found */
export async function listArchives(
  { stores, resourceId, clock }: Ctx,
  { id }: { id: string },
): Promise<AuditArchivesAnswer> {
  if (!(await sources.find(stores.pg, resourceId, id))) throw new Fault("audit.source_not_found");
  const rows = await archives.listOfSource(stores.pg, resourceId, id);
  return { data: rows.map((row) => toArchiveAnswer(row, clock.now())) };
}
