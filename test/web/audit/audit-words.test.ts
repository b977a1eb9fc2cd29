import { describe, expect, it } from "vitest";
import type { AuditArchive, AuditJob } from "../../../app/contract/audit.ts";
import {
  archivesWords,
  backfillMonths,
  connectErrorWords,
  firstPollWords,
  jobWords,
  lagWords,
  reconciliationWords,
  refusalWords,
  untilWords,
} from "../../../app/web/audit/audit-words.ts";
import { ProblemError, readProblem } from "../../../app/web/lib/problem.ts";

const archiveOf = (told: Partial<AuditArchive>) =>
  ({
    year: 2026,
    month: 3,
    status: "verified",
    events: 0,
    already_stored: 0,
    missing: 0,
    backfilled: 0,
    late: 0,
    extra: 0,
    is_open: false,
    ...told,
  }) as AuditArchive;

describe("right after opting in", () => {
  const nowMs = Date.parse("2026-03-04T09:15:00Z");
  const source = (told: { ageMs: number; months: number; status?: "active" | "paused" }) => ({
    status: told.status ?? ("active" as const),
    created_at: new Date(nowMs - told.ageMs).toISOString(),
    archives: { months: told.months, verified: 0, pending: 0, mismatch: 0, failed: 0 },
  });

  it("an empty list of archives is one that is being read, not one that Heroku has nothing in", () => {
    expect(archivesWords(source({ ageMs: 5_000, months: 0 }), [], nowMs)).toMatch(/^Heroku is being asked which/);
    expect(archivesWords(source({ ageMs: 5_000, months: 37 }), [], nowMs)).toBe(
      "Heroku lists 37 months; reading them …",
    );
    expect(archivesWords(source({ ageMs: 86_400_000, months: 0 }), [], nowMs)).toMatch(/^Heroku has listed none yet/);
    expect(archivesWords(source({ ageMs: 5_000, months: 0, status: "paused" }), [], nowMs)).toMatch(/listed none yet/);
  });

  it("the first poll is under way once it is due", () => {
    expect(firstPollWords({ next_poll_at: new Date(nowMs - 1).toISOString() }, nowMs)).toBe("the first is under way");
    expect(firstPollWords({ next_poll_at: new Date(nowMs + 40_000).toISOString() }, nowMs)).toBe("the first in 40 s");
    expect(firstPollWords({ next_poll_at: null }, nowMs)).toBe("not yet");
  });
});

describe("reconciliationWords", () => {
  it("says that all is here, and how each part came", () => {
    expect(
      reconciliationWords(archiveOf({ events: 1204, already_stored: 1190, missing: 13, backfilled: 1, late: 3 })),
    ).toEqual([
      "All 1,204 events of Heroku's archive are stored here, and the file has the checksum Heroku states.",
      "1,190 events found by polling already.",
      "1 event from before you opted in, brought by the archive.",
      "13 events missed by polling, brought by the archive.",
      "3 events came more than an hour late.",
    ]);
  });

  it("tells of events that Heroku's archive does not hold", () => {
    expect(reconciliationWords(archiveOf({ events: 2, extra: 1 }))).toContain(
      "1 event found by polling is absent from Heroku's archive. It stays stored.",
    );
  });

  it("never calls a mismatch stored, whatever numbers come with it", () => {
    const words = reconciliationWords(archiveOf({ status: "mismatch", events: 5, already_stored: 5 })).join(" ");
    expect(words).toContain("does not have the checksum");
    expect(words).not.toContain("All 5 events");
  });

  it("promises nothing of a month that was not compared", () => {
    for (const status of ["pending", "importing", "failed"] as const) {
      expect(reconciliationWords(archiveOf({ status, events: 5 })).join(" ")).not.toContain("stored here");
    }
  });
});

describe("refusalWords", () => {
  const refused = (body: Record<string, unknown>) =>
    refusalWords(new ProblemError(readProblem(422, JSON.stringify({ title: "No", detail: "No.", ...body }))));

  it("passes on which accounts are seen, and nothing that is no name", () => {
    expect(refused({ code: "audit.account_not_visible", seen: ["harbor-holding", 7] }).seen).toEqual([
      "harbor-holding",
    ]);
    expect(refused({ code: "audit.account_not_visible", seen: "harbor-holding" }).seen).toEqual(["harbor-holding"]);
    expect(refused({ code: "other", seen: { a: "x" } })).toEqual({ detail: "No.", seen: [] });
  });

  it("names the fields at fault", () => {
    expect(refused({ errors: [{ field: "api_token", message: "must not be empty" }] }).detail).toBe(
      "No. (api_token: must not be empty)",
    );
  });
});

describe("backfillMonths", () => {
  it("offers every month from January 2017 up to the first that is fetched already", () => {
    const months = backfillMonths("2018-02");
    expect(months[0]).toEqual({ value: "2017-01", label: "January 2017" });
    expect(months.at(-1)?.value).toBe("2018-01");
    expect(months).toHaveLength(13);
  });

  it("offers nothing when nothing is older", () => {
    expect(backfillMonths("2017-01")).toEqual([]);
  });
});

it("says a job's work, its outcome, and why it failed", () => {
  const job: AuditJob = {
    id: "j",
    source_id: "s",
    kind: "poll",
    status: "running",
    progress: 0,
    result: {},
    error: null,
    created_at: "",
    finished_at: null,
  };
  expect(jobWords(job)).toBe("Asking Heroku for new events");
  expect(jobWords({ ...job, status: "done", result: { events: 12, failed: 0 } })).toBe("Heroku was asked: events 12");
  expect(jobWords({ ...job, status: "failed", error: { code: "audit.heroku_away", advice: "Try later." } })).toBe(
    "Heroku could not be asked. Try later.",
  );
});

it("rounds waiting and lag to what a person can use", () => {
  expect([untilWords(41_000, 1000), untilWords(0, 1000), untilWords(601_000, 1000)]).toEqual([
    "in 40 s",
    "now",
    "in 10 min",
  ]);
  expect([lagWords(-3), lagWords(22.4), lagWords(600), lagWords(9000)]).toEqual(["0 s", "22 s", "10 min", "3 h"]);
});

it("shows no text of the address itself when connecting failed", () => {
  expect(connectErrorWords("audit.connect_denied")).toContain("told not to connect");
  expect(connectErrorWords("constructor")).toContain("did not work");
  expect(connectErrorWords("<b>call 555-0100</b>")).not.toContain("555");
});
