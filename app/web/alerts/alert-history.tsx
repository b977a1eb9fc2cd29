import { Link } from "@tanstack/react-router";
import { sayCount, sayDayBefore } from "../../contract/alert-words.ts";
import type { AlertAnswer, AlertEventAnswer } from "../../contract/api.ts";
import { ALERT_EVENTS_MAX } from "../../contract/limits.ts";
import { showable } from "../logs/line-format.ts";
import cards from "../shell/card-table.module.css";
import { ProblemLine } from "../shell/problem-line.tsx";
import sheet from "../shell/sheet.module.css";
import { deliveryWords, EVENT_WORDS, PAGES } from "./alert-words.ts";
import classes from "./alerts.module.css";
import { useAlertEvents } from "./use-alert-events.ts";
import { When } from "./when.tsx";

/** What an alert did: when it fired and resolved, on how many lines, and whether that was told. */
export function AlertHistory({ alert }: { alert: AlertAnswer }) {
  const answer = useAlertEvents(alert.id);
  const events = answer.data?.data;
  if (answer.isError && !events) return <ProblemLine error={answer.error} />;
  if (!events) {
    return (
      <p className={classes.note} role="status">
        Loading …
      </p>
    );
  }
  if (events.length === 0) return <p className={classes.note}>It has neither fired nor been tested in a month.</p>;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must scroll by keyboard, too */}
      <section className={sheet.scroll} aria-label={`History of ${showable(alert.name)}`} tabIndex={0}>
        <table className={`${sheet.table} ${cards.table} ${classes.history}`}>
          <thead>
            <tr>
              <th scope="col">Event</th>
              <th scope="col">At</th>
              <th scope="col">Counted</th>
              <th scope="col">Delivery</th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <Event key={event.id} event={event} alert={alert} />
            ))}
          </tbody>
        </table>
      </section>
      {events.length === ALERT_EVENTS_MAX && <p className={classes.note}>The newest {ALERT_EVENTS_MAX} of a month.</p>}
    </>
  );
}

function Event({ event, alert }: { event: AlertEventAnswer; alert: AlertAnswer }) {
  const { query, watches } = alert;
  const range = { from: event.window.from, to: event.window.to };
  return (
    <tr>
      <th scope="row">{EVENT_WORDS[event.type]}</th>
      <td data-label="At">
        <When at={event.at} />
      </td>
      <td data-label="Counted">
        <Link
          to={PAGES[watches]}
          search={query === "" ? range : { query, ...range }}
          title="What the query finds in that window"
        >
          {sayCount(watches, event.count)}
        </Link>
        {sayDayBefore(event.count_day_before)}
      </td>
      <td data-label="Delivery" data-delivery={event.delivery}>
        {showable(deliveryWords(event))}
      </td>
    </tr>
  );
}
