import { Link } from "@tanstack/react-router";
import { firingCount } from "../alerts/alert-words.ts";
import { useAlerts } from "../alerts/use-alerts.ts";
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
        <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
          <rect width="32" height="32" rx="7" className={classes.tile} />
          <path
            d="M7 7h11a5 5 0 0 1 0 10h-2a4 4 0 0 0 0 8"
            fill="none"
            stroke="#fff"
            strokeWidth="3"
            strokeLinecap="round"
          />
          <circle cx="25" cy="25" r="2.6" fill="#f2b84b" />
        </svg>
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
