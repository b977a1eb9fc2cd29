import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { problemOf } from "../lib/problem.ts";
import { dayAndTime, type Zone } from "../lib/time-format.ts";
import { inOneRow } from "../logs/line-format.ts";
import { useResource } from "../shell/use-resource.ts";
import { Attribution } from "./attribution.tsx";
import { placeOf } from "./change-format.ts";
import classes from "./changes.module.css";
import { getChangesAround } from "./changes-api.ts";
import { aroundSearch, type ChangesSearch } from "./changes-url.ts";

/** What changed before a moment, the likeliest cause first, each with the reason for its place. */
export function Suspects(props: {
  at: string;
  /** The app in trouble; null: the add-on's own. */
  app: string | null;
  /** What else the address of a suspect's detail says: query and range of the list beside it. */
  beside: ChangesSearch;
  zone: Zone;
}) {
  const { at, beside, zone } = props;
  const ownApp = useResource().data?.app?.name ?? "";
  const app = props.app ?? ownApp;
  const answer = useQuery({
    queryKey: ["changes-around", at, app],
    queryFn: ({ signal }) => getChangesAround({ at, app }, signal),
    staleTime: 60_000,
  });
  if (answer.isError) {
    return (
      <p className={classes.problem} role="alert">
        {problemOf(answer.error).detail}
      </p>
    );
  }
  if (!answer.data) {
    return (
      <p className={classes.dim} role="status">
        Looking …
      </p>
    );
  }
  const { data, attribution } = answer.data;
  if (data.length === 0) {
    return (
      <p className={classes.dim} role="status">
        Nothing we were told of changed shortly before it. What no source tells: changes inside your own code's data,
        and in services outside Heroku.
      </p>
    );
  }
  return (
    <>
      <ol className={classes.suspects} aria-label="What changed before it, the likeliest cause first">
        {data.map((change) => (
          <li key={change.id}>
            <Link to="/changes" search={{ ...beside, ...aroundSearch(at, props.app), change: change.id }}>
              {inOneRow(change.sentence)}
            </Link>
            <span className={classes.dim}>
              {dayAndTime(Date.parse(change.eventTime), zone, true)} · {inOneRow(change.reason)}
            </span>
          </li>
        ))}
      </ol>
      {data.some((change) => placeOf(change) !== null) && <Attribution to={attribution} />}
    </>
  );
}
