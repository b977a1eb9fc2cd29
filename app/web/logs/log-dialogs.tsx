import { lazyPart } from "../lib/lazy-part.ts";
import { useSwitch } from "../lib/preference.ts";
import type { Zone } from "../lib/time-format.ts";
import { Part } from "../shell/part.tsx";
import type { LogsView } from "./logs-url.ts";

const ExportDialog = lazyPart(
  () => import("./export-dialog.tsx"),
  (m) => m.ExportDialog,
);
const KeyboardHelp = lazyPart(
  () => import("./keyboard-help.tsx"),
  (m) => m.KeyboardHelp,
);

/** What can lie over the page. */
export type LogDialog = "help" | "export";

/** Whether single characters are shortcuts; the help dialog switches it. */
export const useSingleKeys = () => useSwitch("single-keys", true);

export function LogDialogs(props: { open: LogDialog | null; view: LogsView; zone: Zone; onClose: () => void }) {
  const [hasSingleKeys, setSingleKeys] = useSingleKeys();
  const { open, view, zone, onClose } = props;
  if (open === null) return null;
  return (
    <Part onClose={onClose}>
      {open === "export" ? (
        <ExportDialog query={view.query} range={view.range} zone={zone} onClose={onClose} />
      ) : (
        <KeyboardHelp onClose={onClose} hasSingleKeys={hasSingleKeys} onSingleKeys={setSingleKeys} />
      )}
    </Part>
  );
}
