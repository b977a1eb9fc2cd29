import type { AuditArchive } from "../../contract/audit.ts";
import { count } from "../lib/amounts.ts";
import { usePreference } from "../lib/preference.ts";
import { dayAndTime, type Zone } from "../lib/time-format.ts";
import sheet from "../shell/sheet.module.css";
import classes from "./audit.module.css";
import { reconciliationWords } from "./audit-words.ts";

/** One month's reconciliation in sentences, and the facts behind them. */
export function ArchiveReport({ archive }: { archive: AuditArchive }) {
  const [zone] = usePreference<Zone>("zone", ["local", "utc"], "local");
  const at = (time: string) => dayAndTime(Date.parse(time), zone, true);
  return (
    <>
      <ul className={classes.sentences}>
        {reconciliationWords(archive).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      {archive.error && <p className={sheet.advice}>{archive.error.advice}</p>}
      <dl className={sheet.facts}>
        <dt>SHA-256, as Heroku states it</dt>
        <dd className="mono">{archive.checksum ?? "not stated"}</dd>
        <dt>SHA-256 of the file</dt>
        <dd className="mono">{archive.computed_checksum ?? "not fetched yet"}</dd>
        {archive.verified_at !== null && (
          <>
            <dt>Verified</dt>
            <dd>{at(archive.verified_at)}</dd>
          </>
        )}
        {archive.covers_until !== null && (
          <>
            <dt>Complete up to</dt>
            <dd>{at(archive.covers_until)}</dd>
          </>
        )}
        {archive.status === "verified" && (
          <>
            <dt>Found late by polling</dt>
            <dd>{count(archive.late)}</dd>
          </>
        )}
        {archive.extra_ids.length > 0 && (
          <>
            <dt>Absent from the archive</dt>
            <dd className="mono">{archive.extra_ids.join(", ")}</dd>
          </>
        )}
      </dl>
    </>
  );
}
