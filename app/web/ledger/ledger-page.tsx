import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { count, counted } from "../lib/amounts.ts";
import { getLedger } from "../lib/api.ts";
import { usePreference } from "../lib/preference.ts";
import { dayAndTime, type Zone, zoneName } from "../lib/time-format.ts";
import { usePageTitle } from "../lib/use-page-title.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import classes from "../shell/sheet.module.css";
import { useResource } from "../shell/use-resource.ts";
import { isBalanced, LEDGER_COLUMNS, type LedgerRow, ledgerTotals } from "./ledger-totals.ts";

const RANGES = [
  { from: undefined, label: "24 hours" },
  { from: "-7d", label: "7 days" },
  { from: "-30d", label: "30 days" },
] as const;

/** Where every line went: the books of what Heroku sent, hour by hour. */
export function LedgerPage() {
  const { from } = useSearch({ from: "/ledger" });
  usePageTitle("Ledger", useResource().data?.app?.name);
  const [zone] = usePreference<Zone>("zone", ["local", "utc"], "local");
  const ledger = useQuery({
    queryKey: ["ledger", from],
    queryFn: ({ signal }) => getLedger({ from: from ?? "-24h", to: "now" }, signal),
  });
  return (
    <div className={classes.sheet} data-wide>
      <h1 className={classes.title}>Ledger</h1>
      <p className={classes.lead}>
        Every line Heroku sent is accounted for: <b>received = stored + shed + rejected</b>, hour by hour. Times in{" "}
        {zoneName(zone)}.
      </p>
      <details className={classes.details}>
        <summary>What the columns mean</summary>
        <dl className={classes.meanings}>
          {LEDGER_COLUMNS.map((column) => (
            <div key={column.name}>
              <dt>{column.label}</dt>
              <dd>{column.about}.</dd>
            </div>
          ))}
        </dl>
      </details>
      <nav className={classes.choices} aria-label="Time range">
        {RANGES.map((range) => (
          <Link
            key={range.label}
            to="/ledger"
            search={range.from === undefined ? {} : { from: range.from }}
            className={classes.choice}
            aria-current={range.from === from ? "page" : undefined}
          >
            {range.label}
          </Link>
        ))}
      </nav>
      {ledger.isError ? (
        <ProblemNotice error={ledger.error} onRetry={() => void ledger.refetch()} />
      ) : ledger.data ? (
        ledger.data.data.length === 0 ? (
          <p className={classes.lead}>Nothing was received in this time.</p>
        ) : (
          <LedgerTable rows={ledger.data.data} zone={zone} />
        )
      ) : (
        <p className={classes.lead} role="status">
          Loading …
        </p>
      )}
    </div>
  );
}

function LedgerTable({ rows, zone }: { rows: readonly LedgerRow[]; zone: Zone }) {
  const totals = ledgerTotals(rows);
  const newestFirst = [...rows].sort((a, b) => Date.parse(b.hour) - Date.parse(a.hour));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must scroll by keyboard, too
    <section className={classes.scroll} aria-label="Ledger by hour" tabIndex={0}>
      <table className={classes.table} data-numbers>
        <thead>
          <tr>
            <th scope="col">Hour</th>
            {LEDGER_COLUMNS.map((column) => (
              <th key={column.name} scope="col" title={column.about}>
                {column.label}
              </th>
            ))}
          </tr>
          <tr className={classes.total}>
            <th scope="row">Total</th>
            {LEDGER_COLUMNS.map((column) => (
              <td key={column.name}>{count(totals[column.name])}</td>
            ))}
          </tr>
        </thead>
        <tbody>
          {newestFirst.map((row) => (
            <tr key={row.hour}>
              <th scope="row">
                {dayAndTime(Date.parse(row.hour), zone)}
                {!isBalanced(row) && <span className={classes.aside}> lines on their way</span>}
              </th>
              {LEDGER_COLUMNS.map((column) => (
                <td
                  key={column.name}
                  data-zero={row[column.name] === 0 || undefined}
                  title={column.name === "rejected" ? reasons(row.rejected_by) : undefined}
                >
                  {count(row[column.name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {totals.rejected > 0 && <p className={classes.lead}>Rejected: {reasons(totals.rejected_by)}.</p>}
    </section>
  );
}

function reasons(rejectedBy: Record<string, number>): string | undefined {
  const parts = Object.entries(rejectedBy).map(([reason, lines]) => `${reason} ${counted(lines, "line")}`);
  return parts.length === 0 ? undefined : parts.join(", ");
}
