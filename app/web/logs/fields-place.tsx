import { Button } from "@mantine/core";
import { ListFilter } from "lucide-react";
import { lazyPart } from "../lib/lazy-part.ts";
import { Part } from "../shell/part.tsx";
import classes from "./fields-place.module.css";
import type { FieldsPanel } from "./use-fields-panel.ts";
import type { LogsNavigation } from "./use-logs-view.ts";

const FacetPanel = lazyPart(
  () => import("./facet-panel.tsx"),
  (m) => m.FacetPanel,
);

/** The panel of fields, or its place while it comes: the lines do not jump aside then. */
export function FieldsPlace(props: { panel: FieldsPanel; logs: LogsNavigation; hasLinesFirst: boolean }) {
  const { panel, logs } = props;
  if (!panel.isOpen) return null;
  const place = <div className={classes.place} />;
  // After the lines: they are what the visitor waits for.
  if (!props.hasLinesFirst) return place;
  return (
    <Part fallback={place} onClose={() => panel.setOpen(false)}>
      <FacetPanel
        query={logs.view.query}
        range={logs.view.range}
        run={logs.run}
        isSheet={panel.isSheet}
        onSearch={logs.search}
        onClose={() => panel.setOpen(false)}
      />
    </Part>
  );
}

export function FieldsButton({ panel }: { panel: FieldsPanel }) {
  return (
    <Button
      size="sm"
      variant="default"
      className={classes.button}
      leftSection={<ListFilter size={14} aria-hidden />}
      aria-label="Fields"
      aria-pressed={panel.isOpen}
      title="Fields and their commonest values (f)"
      onClick={() => panel.setOpen(!panel.isOpen)}
    >
      <span className={classes.word}>Fields</span>
    </Button>
  );
}
