import { Outlet } from "@tanstack/react-router";
import { lazyPart } from "../lib/lazy-part.ts";
import { useIsOtherResource } from "../lib/opened-resource.ts";
import { problemOf } from "../lib/problem.ts";
import { AnnouncerProvider } from "./announcer.tsx";
import classes from "./app-frame.module.css";
import { HerokuStrip } from "./heroku-strip.tsx";
import { MainNav } from "./main-nav.tsx";
import { OtherDashboard } from "./other-dashboard.tsx";
import { OverQuota } from "./over-quota.tsx";
import { Part } from "./part.tsx";
import { SessionEnded } from "./session-ended.tsx";
import { SignOut } from "./sign-out.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";
import { UsageMeter } from "./usage-meter.tsx";
import { useResource } from "./use-resource.ts";
import { useWayBack } from "./use-way-back.ts";

/** Of use on plans with the audit trail only, so nobody else loads it. */
const PausedAudit = lazyPart(
  () => import("./paused-audit.tsx"),
  (m) => m.PausedAudit,
);

/** Everything around a page. When the session has ended, or is another add-on's by now, nothing else is shown. */
export function AppFrame() {
  const resource = useResource();
  const status = resource.error ? problemOf(resource.error).status : null;
  const hasEnded = status === 401 || status === 403 || status === 404;
  const isOther = useIsOtherResource();
  useWayBack(resource.data);
  return (
    <AnnouncerProvider>
      <HerokuStrip resource={resource.data} />
      {isOther ? (
        <OtherDashboard name={resource.data?.name} />
      ) : hasEnded ? (
        <SessionEnded name={resource.data?.name} />
      ) : (
        <div className={classes.frame}>
          <a className={classes.skip} href="#main">
            Skip to content
          </a>
          <section className={classes.header} aria-label="Draintrail">
            <MainNav />
            <div className={classes.side}>
              <UsageMeter resource={resource.data} />
              <ThemeSwitch />
              {resource.data?.viewer.kind === "session" && <SignOut email={resource.data.viewer.email} />}
            </div>
          </section>
          <OverQuota resource={resource.data} />
          {resource.data?.plan.audit_trail && (
            <Part>
              <PausedAudit />
            </Part>
          )}
          <main className={classes.main} id="main" tabIndex={-1}>
            <Outlet />
          </main>
        </div>
      )}
    </AnnouncerProvider>
  );
}
