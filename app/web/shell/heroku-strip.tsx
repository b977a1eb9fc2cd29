import { createPortal } from "react-dom";
import type { ResourceAnswer } from "../../contract/api.ts";
import classes from "./heroku-strip.module.css";

/** Says whose logs these are, in the element that index.html (and Heroku's checks) know as `#heroku-header`. */
export function HerokuStrip({ resource }: { resource: ResourceAnswer | undefined }) {
  const host = document.getElementById("heroku-header");
  if (!host) return null;
  return createPortal(
    <header className={classes.strip}>
      {resource && (
        <>
          <span className={classes.part}>
            <span className={classes.label}>App</span>{" "}
            <strong>{resource.app?.name ?? "not read from Heroku yet"}</strong>
          </span>
          <span className={classes.part}>
            <span className={classes.label}>Add-on</span> <span className="mono">{resource.name}</span>
          </span>
        </>
      )}
    </header>,
    host,
  );
}
