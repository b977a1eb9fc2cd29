import { Dialog } from "../shell/dialog.tsx";
import classes from "./keyboard-help.module.css";

/** Keys, and what they do. */
export type KeyWords = readonly (readonly [keys: readonly string[], does: string])[];

const LOG_KEYS: KeyWords = [
  [["/"], "Go to the search"],
  [["t"], "Live tail on or off"],
  [["space"], "Hold the live tail, and go on"],
  [["j", "k"], "Next and previous line (also ↓ ↑ in the list)"],
  [["enter"], "Open the line"],
  [["esc"], "Leave the search, close the line"],
  [["[", "]"], "More lines before and after the open line"],
  [["f"], "Show or hide the fields"],
  [["w"], "Wrap long lines"],
  [["?"], "This list"],
];

export function KeyboardHelp(props: {
  /** Those of the page, where it is not Logs. */
  keys?: KeyWords;
  onClose: () => void;
  hasSingleKeys: boolean;
  onSingleKeys: (isOn: boolean) => void;
}) {
  return (
    <Dialog title="Keyboard" size="sm" onClose={props.onClose}>
      <dl className={classes.list}>
        {(props.keys ?? LOG_KEYS).map(([keys, does]) => (
          <div key={does} className={classes.row}>
            <dt>
              {keys.map((key) => (
                <kbd key={key} className={classes.key}>
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label className={classes.choice}>
        <input
          type="checkbox"
          checked={props.hasSingleKeys}
          onChange={(event) => props.onSingleKeys(event.target.checked)}
        />
        Single-character shortcuts (switch off if you dictate)
      </label>
    </Dialog>
  );
}
