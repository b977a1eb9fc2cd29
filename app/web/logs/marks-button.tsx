import { Popover } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { Change } from "../../contract/api.ts";
import { counted } from "../lib/amounts.ts";
import type { Zone } from "../lib/time-format.ts";
import classes from "./histogram.module.css";

const MarkList = lazy(() => import("./mark-list.tsx").then((m) => ({ default: m.MarkList })));

/** How many changes are marked on the chart, and on asking, each in a sentence that leads to it. */
export function MarksButton({ changes, zone }: { changes: readonly Change[]; zone: Zone }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      trapFocus
      returnFocus
      shadow="md"
      withinPortal={false}
    >
      <Popover.Target>
        <button type="button" className={classes.changes} onClick={() => setOpen((old) => !old)}>
          {counted(changes.length, "change")}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.marks} aria-label="Changes marked on the chart">
        <Suspense fallback={null}>
          <MarkList changes={changes} zone={zone} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
