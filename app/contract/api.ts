/**
 * The answers of `/api/v1` as types. Their schemas in `answers/` are the one source, from which the OpenAPI document is
 * made, too; here only types are imported, so that the browser carries no schema.
 */
import type { z } from "zod";
import type * as access from "./answers/access.ts";
import type * as activity from "./answers/activity.ts";
import type * as adminLists from "./answers/admins.ts";
import type * as alerts from "./answers/alerts.ts";
import type * as bucket from "./answers/bucket.ts";
import type * as exclusions from "./answers/exclusions.ts";
import type * as logs from "./answers/logs.ts";
import type * as parts from "./answers/parts.ts";
import type * as redaction from "./answers/redaction.ts";
import type * as resource from "./answers/resource.ts";
import type * as searches from "./answers/searches.ts";
import type * as stats from "./answers/stats.ts";
import type { Line, LineLevel } from "./line.ts";

export type Problem = z.infer<typeof parts.problem>;
export type QueryDiagnostic = z.infer<typeof parts.queryDiagnostic>;

export type ResourceAnswer = z.infer<typeof resource.resourceAnswer>;
export type AttachmentAnswer = z.infer<typeof resource.attachmentAnswer>;
export type LedgerAnswer = z.infer<typeof resource.ledgerAnswer>;
export type VisitsAnswer = z.infer<typeof resource.visitsAnswer>;

export type ManualDrainsAnswer = z.infer<typeof access.manualDrainsAnswer>;
export type ManualDrainAnswer = z.infer<typeof access.manualDrainAnswer>;
export type ManualDrainSecretAnswer = z.infer<typeof access.manualDrainSecretAnswer>;
export type ManualDrainRotatedAnswer = z.infer<typeof access.manualDrainRotatedAnswer>;
export type ApiTokensAnswer = z.infer<typeof access.apiTokensAnswer>;
export type ApiTokenAnswer = z.infer<typeof access.apiTokenAnswer>;
export type ApiTokenSecretAnswer = z.infer<typeof access.apiTokenSecretAnswer>;

export type LogsAnswer = z.infer<typeof logs.logsAnswer>;
export type ContextAnswer = z.infer<typeof logs.contextAnswer>;
export type HistogramAnswer = z.infer<typeof logs.histogramAnswer>;
export type Change = z.infer<typeof logs.change>;
export type FieldsAnswer = z.infer<typeof logs.fieldsAnswer>;
export type Facet = z.infer<typeof logs.facet>;
export type TraceAnswer = z.infer<typeof logs.traceAnswer>;

export type SavedSearchAnswer = z.infer<typeof searches.savedSearchAnswer>;
export type SavedSearchesAnswer = z.infer<typeof searches.savedSearchesAnswer>;

export type ActivityAnswer = z.infer<typeof activity.activityAnswer>;
export type ExclusionAnswer = z.infer<typeof exclusions.exclusionAnswer>;
export type ExclusionsAnswer = z.infer<typeof exclusions.exclusionsAnswer>;
export type ExclusionHoursAnswer = z.infer<typeof exclusions.exclusionHoursAnswer>;
export type AdminsAnswer = z.infer<typeof adminLists.adminsAnswer>;
export type RedactionAnswer = z.infer<typeof redaction.redactionAnswer>;
export type RedactionHoursAnswer = z.infer<typeof redaction.redactionHoursAnswer>;
export type RedactionPreviewAnswer = z.infer<typeof redaction.redactionPreviewAnswer>;

export type AlertAnswer = z.infer<typeof alerts.alertAnswer>;
export type AlertTellingAnswer = NonNullable<AlertAnswer["last_told"]>;
export type AlertsAnswer = z.infer<typeof alerts.alertsAnswer>;
export type AlertSecretAnswer = z.infer<typeof alerts.alertSecretAnswer>;
export type AlertEventAnswer = z.infer<typeof alerts.alertEventAnswer>;
export type AlertEventsAnswer = z.infer<typeof alerts.alertEventsAnswer>;
export type AlertPreviewAnswer = z.infer<typeof alerts.alertPreviewAnswer>;

export type BucketAnswer = z.infer<typeof bucket.bucketAnswer>;
export type BucketOrNoneAnswer = z.infer<typeof bucket.bucketOrNoneAnswer>;
export type BucketHoursAnswer = z.infer<typeof bucket.bucketHoursAnswer>;

export type RouterStatsAnswer = z.infer<typeof stats.routerStatsAnswer>;
export type RouterStats = z.infer<typeof stats.routerStats>;
export type DynoStatsAnswer = z.infer<typeof stats.dynoStatsAnswer>;
export type DynoStats = z.infer<typeof stats.dynoStats>;

/** Server-sent events of `GET /api/v1/logs/tail`. */
export type TailEvent = { event: "line"; data: Line } | { event: "skipped"; data: { count: number } };

/** Which levels the histogram counts as errors. */
export const ERROR_LEVELS: readonly LineLevel[] = ["error", "fatal"];
