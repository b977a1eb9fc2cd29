import { useMemo } from "react";
import { createPortal } from "react-dom";
import type { ResourceAnswer } from "../../contract/api.ts";
import classes from "./heroku-strip.module.css";
import { herokuAppUrl, isAbout, type NavAddon, parseNavData } from "./nav-data.ts";

/**
 * Says whose logs these are, in the element that index.html (and Heroku's checks) know as `#heroku-header`. What our API
 * knows counts; what Heroku's navigation data adds (the app one came from, its add-ons) is shown where it fits to that.
 */
export function HerokuStrip({ resource }: { resource: ResourceAnswer | undefined }) {
  const nav = useMemo(() => {
    const given = resource ? parseNavData(document.cookie) : null;
    return resource && given && isAbout(given, resource) ? given : null;
  }, [resource]);
  const host = document.getElementById("heroku-header");
  if (!host) return null;
  return createPortal(
    <header className={classes.strip}>
      {resource && (
        <>
          <span className={classes.part}>
            <span className={classes.label}>App</span> <AppName name={nav?.app ?? resource.app?.name} />
          </span>
          <span className={classes.part}>
            <span className={classes.label}>Add-on</span> <span className="mono">{resource.name}</span>
          </span>
          {nav && <OtherAddons addons={nav.addons.filter((addon) => !addon.isCurrent)} />}
        </>
      )}
    </header>,
    host,
  );
}

function AppName({ name }: { name: string | undefined }) {
  if (name === undefined) return <strong>not read from Heroku yet</strong>;
  const href = herokuAppUrl(name);
  return (
    <strong>
      {href === null ? (
        name
      ) : (
        <a className={classes.link} href={href} rel="noreferrer" title={`${name} at Heroku`}>
          {name}
        </a>
      )}
    </strong>
  );
}

function OtherAddons({ addons }: { addons: readonly NavAddon[] }) {
  if (addons.length === 0) return null;
  return (
    <nav className={classes.addons} aria-label="Other add-ons of this app">
      <span className={classes.label}>Also here</span>
      {addons.map((addon) =>
        addon.href === null ? (
          <span key={addon.name}>{addon.name}</span>
        ) : (
          <a key={addon.name} className={classes.link} href={addon.href} rel="noreferrer">
            {addon.name}
          </a>
        ),
      )}
    </nav>
  );
}
