import type { AlertAnswer, AlertSecretAnswer } from "../../contract/api.ts";
import type { AlertsSearch } from "./alerts-url.ts";
import { EditAlert } from "./edit-alert.tsx";
import { NewAlert } from "./new-alert.tsx";
import { RemoveAlert } from "./remove-alert.tsx";
import { SigningSecret } from "./signing-secret.tsx";

/** What lies over the list; the form of a new alert is in the address instead. */
export type OpenDialog =
  | { what: "edit" | "remove"; alert: AlertAnswer }
  | { what: "secret"; alert: AlertAnswer; secret: string }
  | null;

export function AlertDialogs(props: {
  open: OpenDialog;
  /** What is known of the new alert whose form is open. */
  newAlert: AlertsSearch | null;
  /** Shows another dialog in the place of this one, or none. */
  onShow: (next: OpenDialog) => void;
}) {
  const { open, newAlert, onShow } = props;
  const close = () => onShow(null);
  /** A webhook's secret is shown when it is new, for nobody can see it later. */
  const saved = ({ signing_secret: secret, ...alert }: AlertSecretAnswer) =>
    onShow(secret === null ? null : { what: "secret", alert, secret });
  switch (open?.what) {
    case "edit":
      return <EditAlert alert={open.alert} onSaved={saved} onClose={close} />;
    case "remove":
      return <RemoveAlert alert={open.alert} onClose={close} />;
    case "secret":
      return <SigningSecret alert={open.alert} secret={open.secret} onDone={close} />;
    default:
      return newAlert && <NewAlert known={newAlert} onSaved={saved} onClose={close} />;
  }
}
