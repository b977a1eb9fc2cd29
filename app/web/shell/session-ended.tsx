import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { loadedResource } from "../lib/opened-resource.ts";
import { addonId } from "../lib/page-settings.ts";
import { hasSignedOut } from "../lib/signed-out.ts";
import { forgetWayBack, keepWayBack } from "../lib/way-back.ts";
import { BrandMark } from "./brand-mark.tsx";
import { CopyBlock } from "./copy-block.tsx";
import classes from "./notice.module.css";

/** Shown instead of everything when this browser may not look any more, or was never let in. @param props.name of the add-on, if known */
export function SessionEnded({ name }: { name?: string | undefined }) {
  const href = useRouterState({ select: ({ location }) => location.href });
  const isOnPurpose = hasSignedOut();
  const wasOpen = loadedResource() !== null;
  useEffect(() => {
    if (isOnPurpose) forgetWayBack();
    else keepWayBack({ href, resourceId: loadedResource(), atMs: Date.now() });
  }, [href, isOnPurpose]);
  return (
    <div className={classes.page} role="alert">
      <p className={classes.brand}>
        <BrandMark /> Draintrail
      </p>
      <h1 className={classes.title}>
        {isOnPurpose ? "You are signed out" : wasOpen ? "This dashboard session has ended" : "Sign in by way of Heroku"}
      </h1>
      <p className={classes.words}>
        {isOnPurpose
          ? "Open the dashboard again with this command, or from the app’s Resources at Heroku."
          : "Open the dashboard with this command, or from the app’s Resources at Heroku. In this browser you then come back to what this page was to show."}
      </p>
      <CopyBlock label="Command" text={`heroku addons:open ${name ?? `${addonId()} --app APP`}`} />
      <p className={classes.words}>
        {name === undefined && "APP is the name of the app whose logs these are. "}
        <a href="https://dashboard.heroku.com/apps" rel="noreferrer">
          Your apps at Heroku
        </a>
      </p>
    </div>
  );
}
