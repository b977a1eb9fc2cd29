import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { getExclusions } from "../settings/exclusions-api.ts";
import classes from "../shell/notice.module.css";

/** Where nothing is found: that some lines are not stored, in case those were looked for. */
export function ExcludedNote() {
  const answer = useQuery({ queryKey: ["exclusions"], queryFn: ({ signal }) => getExclusions(signal) });
  const active = answer.data?.data.filter(({ is_active: isActive }) => isActive).length ?? 0;
  if (active === 0) return null;
  return (
    <p className={classes.words}>
      Lines that {active === 1 ? "an exclusion filter matches" : `${active} exclusion filters match`} are counted and
      not stored.{" "}
      <Link to="/settings" hash="exclusions">
        Exclusion filters
      </Link>
    </p>
  );
}
