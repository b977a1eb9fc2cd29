import { describe, expect, it } from "vitest";
import { isArchiveMonth } from "../../../app/domain/audit/month.ts";
import { coversUntil } from "../../../app/domain/audit/reconcile-archive.ts";
import { isDue } from "../../../app/domain/audit/sync-archives.ts";
import type { ArchiveRow } from "../../../app/stores/postgres/audit-archives.ts";

const NOW = new Date("2026-03-11T10:00:00Z");
const row = (changes: Partial<ArchiveRow>) =>
  ({ checksum: "a", computed_checksum: "a", tried_at: null, touched_at: null, ...changes }) as ArchiveRow;
const today = new Date("2026-03-11T00:10:00Z");
const yesterday = new Date("2026-03-10T23:59:59Z");

describe("an archive is due", () => {
  it.each<[string, Partial<ArchiveRow>, boolean]>([
    ["never tried", { status: "pending", tried_at: null }, true],
    ["verified", { status: "verified", tried_at: yesterday }, false],
    ["verified, of another checksum since", { status: "verified", checksum: "b", tried_at: today }, true],
    ["failed today", { status: "failed", tried_at: today }, false],
    ["failed before midnight", { status: "failed", tried_at: yesterday }, true],
    ["no match today", { status: "mismatch", tried_at: today }, false],
    ["no match before midnight", { status: "mismatch", tried_at: yesterday }, true],
    ["imported and alive", { status: "importing", touched_at: new Date("2026-03-11T09:59:30Z") }, false],
    ["imported and silent", { status: "importing", touched_at: new Date("2026-03-11T09:58:00Z") }, true],
    [
      "imported and silent for just a minute",
      { status: "importing", touched_at: new Date("2026-03-11T09:59:00Z") },
      false,
    ],
    ["imported, and never a sign of life", { status: "importing", touched_at: null }, true],
  ])("or not: %s", (_name, changes, expected) => {
    expect(isDue(row(changes), NOW)).toBe(expected);
  });
});

describe("an archive covers", () => {
  const march = { year: 2026, month: 3 };
  it.each([
    ["a month that has ended", "2026-04-01T00:02:00Z", "2026-04-01T00:00:00.000Z"],
    ["no more than its month, however late it was written", "2026-06-09T00:00:00Z", "2026-04-01T00:00:00.000Z"],
    ["an open month up to the midnight before", "2026-03-11T00:02:00Z", "2026-03-11T00:00:00.000Z"],
    ["nothing of a month that was ahead", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00.000Z"],
  ])("%s", (_name, writtenAt, expected) => {
    expect(coversUntil(march, new Date(writtenAt)).toISOString()).toBe(expected);
  });
});

it("months that Heroku can have archives of are those from 2017 to this one", () => {
  for (const month of ["2017-01", "2025-12", "2026-03"]) expect(isArchiveMonth(month, NOW)).toBe(true);
  for (const month of ["2016-12", "2026-04", "2026-13", "2026-3", "", "2026-03-01"])
    expect(isArchiveMonth(month, NOW)).toBe(false);
});
