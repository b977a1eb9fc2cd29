import { expect, it } from "vitest";
import type { AuditSourceStatus } from "../../../app/contract/audit.ts";
import { auditTrailNote } from "../../../app/web/changes/audit-trail-note.ts";

const source = (status: AuditSourceStatus, name: string) => ({ status, enterprise_account: { id: name, name } });

it("names what is collected, and asks to opt in only when nothing is", () => {
  expect(auditTrailNote(true, [source("active", "harbor-enterprise")])).toEqual({
    words: "collecting harbor-enterprise",
    link: true,
  });
  expect(auditTrailNote(true, [source("revoked", "a"), source("active", "b"), source("active", "c")]).words).toBe(
    "collecting b, c; stopped, Heroku refuses the access: a",
  );
  expect(auditTrailNote(true, []).words).toBe("opt in on the Audit page");
  expect(auditTrailNote(true, undefined).words).toBe("see the Audit page");
  expect(auditTrailNote(false, [])).toEqual({ words: "the plan enterprise", link: false });
  expect(auditTrailNote(false, [source("ended", "old")]).words).toBe("ended, what was collected is kept: old");
});
