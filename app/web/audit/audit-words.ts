import type { AuditArchive, AuditJob, AuditSource, AuditSourceStatus } from "../../contract/audit.ts";
import { count, counted } from "../lib/amounts.ts";
import { namesIn, problemOf } from "../lib/problem.ts";
import { isYoung } from "../lib/young-source.ts";

/** What the audit trail's numbers and refusals mean, in words. Pure. */

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** `March 2026` */
export function monthName(archive: Pick<AuditArchive, "year" | "month">): string {
  return `${MONTHS[archive.month - 1] ?? archive.month} ${archive.year}`;
}

/** The oldest month Heroku has an archive of. */
const FIRST_YEAR = 2017;

/** Every month a backfill can begin with, oldest first, before the one from which archives are fetched already. */
export function backfillMonths(archivesFrom: string): { value: string; label: string }[] {
  const months: { value: string; label: string }[] = [];
  for (let year = FIRST_YEAR; months.length < 12 * 100; year += 1) {
    for (let month = 1; month <= 12; month += 1) {
      const value = `${year}-${String(month).padStart(2, "0")}`;
      if (value >= archivesFrom) return months;
      months.push({ value, label: monthName({ year, month }) });
    }
  }
  return months;
}

export const STATUS_WORDS: Record<AuditSourceStatus, string> = {
  active: "Collecting",
  paused: "Paused by you",
  revoked: "Stopped: Heroku refuses access",
  ended: "Ended: archives and events are kept",
};

export const ARCHIVE_STATUS_WORDS: Record<AuditArchive["status"], string> = {
  pending: "Not fetched yet",
  importing: "Importing",
  verified: "Verified",
  mismatch: "Mismatch",
  failed: "Failed",
};

/** `in 40 s`, `now`: a poll is at most an hour away. */
export function untilWords(atMs: number, nowMs: number): string {
  const seconds = Math.round((atMs - nowMs) / 1000);
  if (seconds <= 0) return "now";
  return seconds < 90 ? `in ${seconds} s` : `in ${Math.round(seconds / 60)} min`;
}

/** `12 s`, `4 min`, `3 h`: how old what is shown may be. */
export function lagWords(lagSeconds: number): string {
  const seconds = Math.max(0, lagSeconds);
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

const JOB_WORDS: Record<AuditJob["kind"], { doing: string; done: string; failed: string }> = {
  validate: { doing: "Checking the access", done: "The access works", failed: "The check found a fault" },
  poll: { doing: "Asking Heroku for new events", done: "Heroku was asked", failed: "Heroku could not be asked" },
  backfill: {
    doing: "Fetching and proving archives",
    done: "The archives were fetched",
    failed: "The backfill stopped",
  },
};

/** `Heroku was asked: events 12`, or why it did not work. */
export function jobWords(job: AuditJob): string {
  const words = JOB_WORDS[job.kind];
  if (job.status === "failed") return `${words.failed}. ${job.error?.advice ?? ""}`.trim();
  if (job.status !== "done") return words.doing;
  const told = Object.entries(job.result).filter(([, value]) => value !== 0);
  const numbers = told.map(([name, value]) => `${name.replaceAll("_", " ")} ${value}`);
  return numbers.length === 0 ? words.done : `${words.done}: ${numbers.join(", ")}`;
}

/**
 * `12 of 13 verified`, and what is wrong with the others; of an empty list why it is empty.
 *
 * @param archives  as read last, which may be before the source's own counts were
 */
export function archivesWords(
  source: Pick<AuditSource, "status" | "created_at" | "archives">,
  archives: readonly AuditArchive[],
  nowMs: number,
): string {
  const of = (status: AuditArchive["status"]) => archives.filter((archive) => archive.status === status).length;
  if (archives.length === 0) {
    if (source.archives.months > 0) return `Heroku lists ${counted(source.archives.months, "month")}; reading them …`;
    return isYoung(source, nowMs)
      ? "Heroku is being asked which archives there are; after that once a day, after midnight UTC."
      : "Heroku has listed none yet. The list is read once a day, after midnight UTC.";
  }
  const parts = [`${count(of("verified"))} of ${count(archives.length)} verified`];
  for (const status of ["mismatch", "failed", "importing", "pending"] as const) {
    if (of(status) > 0) parts.push(`${count(of(status))} ${ARCHIVE_STATUS_WORDS[status].toLowerCase()}`);
  }
  return `${parts.join(", ")}. Verified: the file has the checksum Heroku states, and every event in it is stored here.`;
}

/** When Heroku is asked for the first time: `the first is under way`, `the first in 40 s`. */
export function firstPollWords(source: Pick<AuditSource, "next_poll_at">, nowMs: number): string {
  if (source.next_poll_at === null) return "not yet";
  const dueMs = Date.parse(source.next_poll_at);
  return dueMs <= nowMs ? "the first is under way" : `the first ${untilWords(dueMs, nowMs)}`;
}

/** How one month's archive compares with what was collected: every number in a sentence, the worst first. */
export function reconciliationWords(archive: AuditArchive): string[] {
  if (archive.status === "pending") return ["Heroku lists this archive; it has not been fetched."];
  if (archive.status === "mismatch") {
    return [
      "The file Heroku gave does not have the checksum Heroku states for it. It was not imported, and is kept as evidence.",
    ];
  }
  const words = [];
  if (archive.status === "verified") {
    words.push(
      `All ${counted(archive.events, "event")} of Heroku's archive ${archive.events === 1 ? "is" : "are"} stored here, and the file has the checksum Heroku states.`,
    );
  }
  if (archive.already_stored > 0) words.push(`${counted(archive.already_stored, "event")} found by polling already.`);
  if (archive.backfilled > 0) {
    words.push(`${counted(archive.backfilled, "event")} from before you opted in, brought by the archive.`);
  }
  if (archive.missing > 0)
    words.push(`${counted(archive.missing, "event")} missed by polling, brought by the archive.`);
  if (archive.late > 0) words.push(`${counted(archive.late, "event")} came more than an hour late.`);
  if (archive.extra > 0) {
    words.push(
      `${counted(archive.extra, "event")} found by polling ${archive.extra === 1 ? "is" : "are"} absent from Heroku's archive. ${archive.extra === 1 ? "It stays" : "They stay"} stored.`,
    );
  }
  if (archive.is_open) words.push("The month has not ended: its archive grows every day and is compared again.");
  return words;
}

/** A refusal in the server's words, with the fields at fault. */
export function refusalWords(error: unknown): { detail: string; seen: string[] } {
  const problem = problemOf(error);
  const faults = problem.errors?.map((fault) => `${fault.field}: ${fault.message}`).join("; ");
  return {
    detail: faults ? `${problem.detail} (${faults})` : problem.detail,
    // The accounts that the credential does see, when it does not see the one that was named.
    seen: namesIn(problem, "seen"),
  };
}

const CONNECT_ERRORS = new Map(
  Object.entries({
    "audit.connect_off": "Connecting with Heroku is not set up here. Paste a token instead.",
    "audit.connect_denied":
      "Heroku was told not to connect, so nothing was connected. Connect again and allow it, or paste a token.",
    "audit.connect_expired": "Connecting took longer than an hour, or was done twice. Connect again.",
    "audit.connect_refused": "Heroku did not accept the connection. Connect again, or paste a token.",
    "audit.heroku_away": "Heroku does not answer just now. Try again in a minute; nothing was changed.",
  }),
);

/** Why "Connect with Heroku" came back without a connection. The code comes from the address, so only known ones are said. */
export function connectErrorWords(code: string): string {
  return CONNECT_ERRORS.get(code) ?? "Connecting with Heroku did not work. Try again, or paste a token instead.";
}
