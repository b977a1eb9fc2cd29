import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleDashed, CircleX, LoaderCircle } from "lucide-react";
import { Fragment, useState } from "react";
import type { AuditArchive, AuditSource } from "../../contract/audit.ts";
import { bytes, count } from "../lib/amounts.ts";
import { serverNowMs } from "../lib/server-clock.ts";
import { isYoung } from "../lib/young-source.ts";
import cards from "../shell/card-table.module.css";
import { ProblemLine } from "../shell/problem-line.tsx";
import sheet from "../shell/sheet.module.css";
import { ArchiveReport } from "./archive-report.tsx";
import classes from "./audit.module.css";
import { evidenceUrl, getArchives } from "./audit-api.ts";
import { ARCHIVE_STATUS_WORDS, archivesWords, monthName } from "./audit-words.ts";

/** A year and the open month; who looks for more asks for it. */
const SHOWN_AT_FIRST = 13;
const WORKING_MS = 2000;
const RESTING_MS = 60_000;

const ICONS: Record<AuditArchive["status"], typeof CircleCheck> = {
  pending: CircleDashed,
  importing: LoaderCircle,
  verified: CircleCheck,
  mismatch: CircleX,
  failed: CircleAlert,
};

/** Heroku's monthly archives, and whether each proves that nothing is missing here. */
export function ArchivesTable({ source }: { source: AuditSource }) {
  const [isWhole, setIsWhole] = useState(false);
  const [openMonth, setOpenMonth] = useState<string | null>(null);
  const archives = useQuery({
    queryKey: ["audit-archives", source.id],
    queryFn: ({ signal }) => getArchives(source.id, signal),
    refetchInterval: ({ state }) =>
      source.jobs.length > 0 ||
      isYoung(source, serverNowMs()) ||
      state.data?.data.some((archive) => archive.status === "importing")
        ? WORKING_MS
        : RESTING_MS,
  });
  const all = archives.data?.data ?? [];
  const shown = isWhole ? all : all.slice(0, SHOWN_AT_FIRST);
  const name = `Archives of ${source.enterprise_account.name}`;
  return (
    <>
      <div className={`${classes.head} ${classes.subheading}`}>
        <h3>Monthly archives</h3>
        {all.length > 0 && (
          <Button component="a" size="compact-sm" variant="default" href={evidenceUrl(source.id)} download>
            Download the evidence
          </Button>
        )}
      </div>
      <p className={classes.aside} role="status">
        {archives.data && archivesWords(source, all, serverNowMs())}
      </p>
      {archives.isError ? (
        <ProblemLine error={archives.error} />
      ) : (
        shown.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must scroll by keyboard, too
          <section className={sheet.scroll} aria-label={name} tabIndex={0}>
            <table className={`${sheet.table} ${cards.table} ${classes.archives}`}>
              <thead>
                <tr>
                  <th scope="col">Month</th>
                  <th scope="col">State</th>
                  <th scope="col">In archive</th>
                  <th scope="col">Already stored</th>
                  <th scope="col">Inserted</th>
                  <th scope="col">Absent</th>
                  <th scope="col">Size</th>
                  <th scope="col">
                    <span className="visually-hidden">Report</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {shown.map((archive) => {
                  const month = monthName(archive);
                  const isOpen = openMonth === month;
                  return (
                    <Fragment key={month}>
                      <ArchiveRow
                        archive={archive}
                        isOpen={isOpen}
                        onToggle={() => setOpenMonth(isOpen ? null : month)}
                      />
                      {isOpen && (
                        <tr className={classes.report}>
                          <td colSpan={8}>
                            <ArchiveReport archive={archive} />
                          </td>
                        </tr>
                      )}
                    </Fragment>
                  );
                })}
              </tbody>
            </table>
          </section>
        )
      )}
      {all.length > shown.length && (
        <Button size="compact-xs" variant="subtle" mt={8} onClick={() => setIsWhole(true)}>
          Show all {all.length} months
        </Button>
      )}
    </>
  );
}

function ArchiveRow(props: { archive: AuditArchive; isOpen: boolean; onToggle: () => void }) {
  const { archive } = props;
  const month = monthName(archive);
  const Icon = ICONS[archive.status];
  const isCompared = archive.status === "verified";
  const number = (n: number) => (isCompared ? count(n) : "–");
  return (
    <tr data-archive={archive.status}>
      <th scope="row">
        {month}
        {archive.is_open && <span className={sheet.aside}> so far</span>}
      </th>
      <td data-label="State">
        <span className={classes.state} data-status={archive.status}>
          <Icon size={13} aria-hidden /> {ARCHIVE_STATUS_WORDS[archive.status]}
        </span>
        {archive.status === "importing" && (
          <progress aria-label={`Import of ${month}`} max={100} value={archive.progress} />
        )}
      </td>
      <td data-label="In archive">{number(archive.events)}</td>
      <td data-label="Already stored">{number(archive.already_stored)}</td>
      <td data-label="Inserted" title="Events that polling had not found; the archive brought them">
        {number(archive.missing + archive.backfilled)}
      </td>
      <td
        data-label="Absent"
        data-warn={archive.extra > 0 || undefined}
        title="Found by polling, absent from the archive"
      >
        {number(archive.extra)}
      </td>
      <td data-label="Size">{archive.size > 0 ? bytes(archive.size) : "–"}</td>
      <td>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={props.isOpen}
          aria-label={`Report on ${month}`}
          onClick={props.onToggle}
        >
          Report
        </button>
      </td>
    </tr>
  );
}
