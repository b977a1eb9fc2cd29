import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getVisits } from "../lib/api.ts";
import cards from "../shell/card-table.module.css";
import { Moment } from "../shell/moment.tsx";
import { ProblemLine } from "../shell/problem-line.tsx";
import sheet from "../shell/sheet.module.css";

/** A page's worth; who looks for more asks for it. */
const SHOWN_AT_FIRST = 8;

/** Who came here from Heroku, newest first. */
export function VisitsSection() {
  const [isWhole, setIsWhole] = useState(false);
  const visits = useQuery({ queryKey: ["visits"], queryFn: ({ signal }) => getVisits(signal) });
  const all = visits.data?.data ?? [];
  const shown = isWhole ? all : all.slice(0, SHOWN_AT_FIRST);
  return (
    <section className={sheet.section} aria-labelledby="visits">
      <h2 className={sheet.heading} id="visits">
        Who opened this dashboard
      </h2>
      <p className={sheet.lead}>
        Sign-ins from Heroku, kept for 400 days. “Not verified” means that Heroku did not vouch for the address.
      </p>
      {visits.isError ? (
        <ProblemLine error={visits.error} />
      ) : (
        shown.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must scroll by keyboard, too
          <section className={sheet.scroll} aria-label="Who opened this dashboard" tabIndex={0}>
            <table className={`${sheet.table} ${cards.table}`}>
              <thead>
                <tr>
                  <th scope="col">Who</th>
                  <th scope="col">When</th>
                  <th scope="col">From app</th>
                  <th scope="col">Opened</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((visit) => (
                  <tr key={`${visit.at} ${visit.user_id} ${visit.email}`}>
                    <th scope="row" className={cards.name} title={visit.email}>
                      {visit.email === "" ? "no address given" : visit.email}
                      {!visit.is_email_verified && <span className={sheet.aside}> (not verified)</span>}
                    </th>
                    <td data-label="When">
                      <Moment at={visit.at} />
                    </td>
                    <td data-label="From app">{visit.app ?? "not said"}</td>
                    <td data-label="Opened">{visit.opened}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )
      )}
      {all.length > shown.length && (
        <Button size="compact-xs" variant="subtle" mt={8} onClick={() => setIsWhole(true)}>
          Show all {all.length}
        </Button>
      )}
    </section>
  );
}
