import { ABOUT } from "./about.ts";
import { ACCESS } from "./access.ts";
import { ALERTS } from "./alerts.ts";
import { AUDIT } from "./audit.ts";
import { BUCKET } from "./bucket.ts";
import { CHANGES } from "./changes.ts";
import { EXCLUSIONS } from "./exclusions.ts";
import { LOGS } from "./logs.ts";
import type { Operation } from "./operation.ts";
import { REDACTION } from "./redaction.ts";
import { SEARCHES } from "./searches.ts";

/** Every call of the API. */
export const OPERATIONS: readonly Operation[] = [
  ...ABOUT,
  ...LOGS,
  ...SEARCHES,
  ...ALERTS,
  ...EXCLUSIONS,
  ...REDACTION,
  ...CHANGES,
  ...BUCKET,
  ...ACCESS,
  ...AUDIT,
];
