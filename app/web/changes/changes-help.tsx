import { useSwitch } from "../lib/preference.ts";
import { KeyboardHelp, type KeyWords } from "../logs/keyboard-help.tsx";

const CHANGE_KEYS: KeyWords = [
  [["/"], "Go to the search"],
  [["j", "k"], "Next and previous change (also ↓ ↑ in the list)"],
  [["enter"], "Open the change"],
  [["esc"], "Leave the search, close the change"],
  [["?"], "This list"],
];

export function ChangesHelp({ onClose }: { onClose: () => void }) {
  const [hasSingleKeys, setSingleKeys] = useSwitch("single-keys", true);
  return (
    <KeyboardHelp keys={CHANGE_KEYS} onClose={onClose} hasSingleKeys={hasSingleKeys} onSingleKeys={setSingleKeys} />
  );
}
