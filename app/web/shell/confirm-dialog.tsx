import { Button } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Dialog } from "./dialog.tsx";
import classes from "./form.module.css";
import { ProblemLine } from "./problem-line.tsx";

interface ConfirmDialogProps {
  title: string;
  /** What it comes to, in paragraphs. */
  children: ReactNode;
  /** On the button that does it. */
  doIt: string;
  action: Pick<UseMutationResult<unknown, Error, void>, "mutate" | "isPending" | "error">;
  onClose: () => void;
}

/** Asks before something goes for good; the keyboard stands on the way back. */
export function ConfirmDialog({ title, children, doIt, action, onClose }: ConfirmDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <ProblemLine error={action.error} />
      <div className={classes.buttons}>
        <Button size="xs" variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button size="xs" color="red.9" loading={action.isPending} onClick={() => action.mutate()}>
          {doIt}
        </Button>
      </div>
    </Dialog>
  );
}
