import { Button } from "@mantine/core";
import { useEffect } from "react";
import { PartMissing } from "../lib/lazy-part.ts";
import { reloadForNewerBuild } from "../lib/newer-build.ts";
import notice from "./notice.module.css";
import classes from "./part-failed.module.css";

interface Failed {
  error: unknown;
  /** Draws the part again. */
  reset: () => void;
}

/** In the place of a part that could not be drawn; with `onClose`, over the page, as the part would have been. */
export function PartFailed({ onClose, ...failed }: Failed & { onClose?: () => void }) {
  return (
    <div className={classes.part} data-over={onClose !== undefined || undefined} role="alert">
      <Words {...failed} />
      <Actions {...failed} {...(onClose ? { onClose } : {})} />
    </div>
  );
}

/** The same in the place of a whole page; what is around it stays. */
export function PageFailed(failed: Failed) {
  return (
    <div className={notice.page} role="alert">
      <h1 className={notice.title}>This page could not be shown</h1>
      <p className={notice.words}>
        <Words {...failed} />
      </p>
      <Actions {...failed} />
    </div>
  );
}

function Words({ error }: Failed) {
  const isMissing = error instanceof PartMissing;
  useEffect(() => {
    if (isMissing) void reloadForNewerBuild();
  }, [isMissing]);
  return (
    <span>
      {isMissing
        ? "A part of the dashboard did not arrive. Check your connection; nothing you stored is affected."
        : "Something went wrong in this part of the dashboard; nothing you stored is affected."}
    </span>
  );
}

function Actions({ error, reset, onClose }: Failed & { onClose?: () => void }) {
  return (
    <span className={notice.actions}>
      <Button
        size="xs"
        variant="default"
        onClick={() => {
          if (error instanceof PartMissing) error.forget();
          reset();
        }}
      >
        Try again
      </Button>
      <Button size="xs" variant="default" onClick={() => location.reload()}>
        Reload
      </Button>
      {onClose && (
        <Button size="xs" variant="default" onClick={onClose}>
          Close
        </Button>
      )}
    </span>
  );
}
