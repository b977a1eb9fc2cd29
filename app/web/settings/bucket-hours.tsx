import { useQuery } from "@tanstack/react-query";
import cards from "../shell/card-table.module.css";
import { Moment } from "../shell/moment.tsx";
import { ProblemLine } from "../shell/problem-line.tsx";
import sheet from "../shell/sheet.module.css";
import { getBucketHours } from "./bucket-api.ts";

const count = (number: number) => number.toLocaleString("en");

/** The last day's copies. */
export function BucketHours() {
  const hours = useQuery({
    queryKey: ["bucket-hours"],
    queryFn: ({ signal }) => getBucketHours(signal),
    refetchInterval: 60_000,
  });
  if (hours.isError) return <ProblemLine error={hours.error} />;
  if (!hours.data || hours.data.data.length === 0) return null;
  return (
    <details className={sheet.details}>
      <summary>The last {hours.data.data.length === 1 ? "hour" : `${hours.data.data.length} hours`} copied</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must scroll by keyboard, too */}
      <section className={sheet.scroll} aria-label="Hours copied" tabIndex={0}>
        <table className={`${sheet.table} ${cards.table}`}>
          <thead>
            <tr>
              <th scope="col">Hour</th>
              <th scope="col">Lines</th>
              <th scope="col">Changes</th>
              <th scope="col">By the books</th>
              <th scope="col">Copied</th>
            </tr>
          </thead>
          <tbody>
            {hours.data.data.map((hour) => (
              <tr key={hour.hour}>
                <th scope="row">
                  <code title={hour.lines.key}>{hour.hour.slice(0, 16).replace("T", " ")} UTC</code>
                </th>
                <td data-label="Lines">{count(hour.lines.messages)}</td>
                <td data-label="Changes">{count(hour.changes.rows)}</td>
                <td data-label="By the books">
                  {hour.is_complete ? "whole" : `not whole: ${count(hour.stored)} stored`}
                </td>
                <td data-label="Copied">
                  <Moment at={hour.copied_at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
