import type { Change } from "../../contract/api.ts";
import { counted } from "../lib/amounts.ts";
import { lazyPart } from "../lib/lazy-part.ts";
import type { Zone } from "../lib/time-format.ts";
import { DropButton } from "../shell/drop-button.tsx";
import { Part } from "../shell/part.tsx";
import classes from "./histogram.module.css";

const MarkList = lazyPart(
  () => import("./mark-list.tsx"),
  (m) => m.MarkList,
);

/** How many changes are marked on the chart, and on asking, each in a sentence that leads to it. */
export function MarksButton({ changes, zone }: { changes: readonly Change[]; zone: Zone }) {
  return (
    <DropButton
      label="Changes marked on the chart"
      className={classes.marks}
      button={(toggle) => (
        <button type="button" className={classes.changes} onClick={toggle}>
          {counted(changes.length, "change")}
        </button>
      )}
    >
      {() => (
        <Part>
          <MarkList changes={changes} zone={zone} />
        </Part>
      )}
    </DropButton>
  );
}
