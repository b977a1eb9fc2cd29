import { useSwitch } from "../lib/preference.ts";
import { useMedia } from "../lib/use-media.ts";
import type { LogsNavigation } from "./use-logs-view.ts";

/** From this width on there is room for fields, lines and a line's detail side by side; as in facet-panel.module.css. */
const WIDE = "(min-width: 1280px)";

export interface FieldsPanel {
  isOpen: boolean;
  /** Over the page instead of beside the lines. */
  isSheet: boolean;
  setOpen: (isOpen: boolean) => void;
}

/**
 * Whether the panel of fields is open. The address decides; where it says nothing, a wide page shows the panel as this
 * viewer last left it, and a narrow one, where it would cover the lines, does not. A sheet and a line's detail are never
 * there together: each takes the rest of the page out of reach.
 */
export function useFieldsPanel(logs: Pick<LogsNavigation, "view" | "setFieldsOpen">): FieldsPanel {
  const { isFieldsOpen, lineId } = logs.view;
  const isWide = useMedia(WIDE);
  const [isKept, keep] = useSwitch("fields", true);
  return {
    isOpen: isWide ? (isFieldsOpen ?? isKept) : isFieldsOpen === true && lineId === null,
    isSheet: !isWide,
    setOpen: (isOpen) => {
      if (isWide) keep(isOpen);
      logs.setFieldsOpen(isOpen, { keepsLine: isWide || !isOpen });
    },
  };
}
