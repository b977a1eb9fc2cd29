import { Link } from "@tanstack/react-router";
import { firingCount } from "../alerts/alert-words.ts";
import { useAlerts } from "../alerts/use-alerts.ts";
import { BrandMark } from "./brand-mark.tsx";
import classes from "./main-nav.module.css";

/** Pages that exist, in the order of their use. */
const PAGES = [
  { to: "/logs", label: "Logs" },
  { to: "/changes", label: "Changes" },
  { to: "/alerts", label: "Alerts" },
  { to: "/audit", label: "Audit" },
  { to: "/ledger", label: "Ledger" },
  { to: "/settings", label: "Settings" },
] as const;

export function MainNav() {
  const firing = firingCount(useAlerts().data?.data ?? []);
  return (
    <div className={classes.bar}>
      <Link to="/logs" className={classes.brand} aria-label="Draintrail, to the logs">
        <BrandMark />
        <span className={classes.name}>Draintrail</span>
      </Link>
      <nav aria-label="Pages" className={classes.pages}>
        {PAGES.map((page) => (
          <Link key={page.to} to={page.to} className={classes.page} activeProps={{ "data-active": true }}>
            {page.label}
            {page.to === "/alerts" && firing > 0 && (
              <span className={classes.firing}>
                {firing}
                <span className="visually-hidden"> firing</span>
              </span>
            )}
          </Link>
        ))}
      </nav>
    </div>
  );
}
