import { lazy, Suspense } from "react";
import { useSwitch } from "../lib/preference.ts";
import type { Zone } from "../lib/time-format.ts";
import type { LogsView } from "./logs-url.ts";

const ExportDialog = lazy(() => import("./export-dialog.tsx").then((m) => ({ default: m.ExportDialog })));
const KeyboardHelp = lazy(() => import("./keyboard-help.tsx").then((m) => ({ default: m.KeyboardHelp })));

/** What can lie over the page. */
export type LogDialog = "help" | "export";

/** Whether single characters are shortcuts; the help dialog switches it. */
export const useSingleKeys = () => useSwitch("single-keys", true);

export function LogDialogs(props: { open: LogDialog | null; view: LogsView; zone: Zone; onClose: () => void }) {
  const [hasSingleKeys, setSingleKeys] = useSingleKeys();
  const { open, view, zone, onClose } = props;
  if (open === null) return null;
  return (
    <Suspense fallback={null}>
      {open === "export" ? (
        <ExportDialog query={view.query} range={view.range} zone={zone} onClose={onClose} />
      ) : (
        <KeyboardHelp onClose={onClose} hasSingleKeys={hasSingleKeys} onSingleKeys={setSingleKeys} />
      )}
    </Suspense>
  );
}
