import type { ActivityAnswer } from "../../contract/api.ts";
import { showable } from "../logs/line-format.ts";

type Activity = ActivityAnswer["data"][number];

/** What was done, before the name of what it was done to. */
export const DID: Readonly<Record<string, string>> = {
  "POST /alerts": "made the alert",
  "PATCH /alerts/{id}": "changed the alert",
  "DELETE /alerts/{id}": "removed the alert",
  "POST /alerts/{id}/test": "sent a test of the alert",
  "POST /searches": "saved the search",
  "PATCH /searches/{id}": "changed the saved search",
  "DELETE /searches/{id}": "removed the saved search",
  "POST /exclusions": "made the exclusion filter",
  "PATCH /exclusions/{id}": "changed the exclusion filter",
  "DELETE /exclusions/{id}": "removed the exclusion filter",
  "PUT /redaction": "changed what is masked",
  "PUT /admins": "changed who may change things",
  "PUT /bucket": "set the bucket to",
  "DELETE /bucket": "stopped copying to the bucket",
  "POST /drains": "made the manual drain",
  "POST /drains/{id}/rotate": "made a new secret for the manual drain",
  "DELETE /drains/{id}": "revoked the manual drain",
  "POST /tokens": "made the API token",
  "DELETE /tokens/{id}": "revoked the API token",
  "POST /audit/sources": "opted in to the audit trail of",
  "PATCH /audit/sources/{id}": "changed how the audit trail is read of",
  "DELETE /audit/sources/{id}": "opted out of the audit trail of",
  "POST /audit/sources/{id}/validate": "checked the access to the audit trail of",
  "POST /audit/sources/{id}/poll": "asked for a poll of the audit trail of",
  "POST /audit/sources/{id}/backfill": "asked for the archives of",
};

/** What there is one of, so that no name is missing where none is told. */
const ONLY_ONES: ReadonlySet<string> = new Set(["PUT /admins", "PUT /redaction", "DELETE /bucket"]);

/** `made the alert Broken requests` */
export function activityWords({ did, name, object_id }: Activity): string {
  const words = DID[did] ?? did;
  if (name !== null) return `${words} ${showable(name)}`;
  return ONLY_ONES.has(did) || object_id === null ? words : `${words} ${object_id.slice(0, 8)}`;
}
