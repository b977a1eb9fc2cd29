import { count } from "../lib/amounts.ts";
import cards from "../shell/card-table.module.css";
import sheet from "../shell/sheet.module.css";
import exclusions from "./exclusions.module.css";
import kept from "./kept-list.module.css";
import type { RuleRow } from "./redaction-words.ts";

/** The rules, and how many values each masked. */
export function RedactionTable({ rows }: { rows: readonly RuleRow[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must scroll by keyboard, too
    <section className={sheet.scroll} aria-label="What is masked" tabIndex={0}>
      <table className={`${sheet.table} ${cards.table}`}>
        <thead>
          <tr>
            <th scope="col">Masked</th>
            <th scope="col">Values in 24 hours</th>
            <th scope="col">in 30 days</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ rule, name, of, day, month }) => (
            <tr key={rule}>
              <th scope="row" className={cards.name}>
                <span className={kept.stacked}>
                  <span>{name}</span>
                  {of !== "" && <span className={exclusions.asked}>{of}</span>}
                </span>
              </th>
              <td data-label="24 hours">{day === 0 ? "none" : count(day)}</td>
              <td data-label="30 days">{month === 0 ? "none" : count(month)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
