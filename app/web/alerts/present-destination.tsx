import { Button } from "@mantine/core";
import type { AlertAnswer } from "../../contract/api.ts";
import { showable } from "../logs/line-format.ts";
import { type DestinationDraft, newDestination } from "./alert-draft.ts";
import classes from "./alert-form.module.css";
import { DESTINATION_WORDS } from "./alert-words.ts";

/** Whom an alert tells now. Its address or key is not shown again, so it is kept or replaced, never edited. */
export function PresentDestination(props: {
  present: AlertAnswer["destination"];
  isReplaced: boolean;
  /** Null: the present one stays after all. */
  onReplace: (destination: DestinationDraft | null) => void;
}) {
  const { present, isReplaced, onReplace } = props;
  return (
    <div className={classes.present}>
      <span data-replaced={isReplaced || undefined}>
        {DESTINATION_WORDS[present.kind]} · {showable(present.shown)}
      </span>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => onReplace(isReplaced ? null : newDestination(present.kind))}
      >
        {isReplaced ? "Keep this one" : "Replace destination"}
      </Button>
    </div>
  );
}
