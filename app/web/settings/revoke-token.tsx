import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiTokenAnswer } from "../../contract/api.ts";
import { revokeToken } from "../lib/api.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { ConfirmDialog } from "../shell/confirm-dialog.tsx";
import classes from "../shell/form.module.css";
import { Moment } from "../shell/moment.tsx";
import { isConfigVar } from "./token-words.ts";

/** Asks before a token ends for good, and says what may still use it. */
export function RevokeToken(props: { token: ApiTokenAnswer; app: string | null; onClose: () => void }) {
  const { token, onClose } = props;
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const revocation = useMutation({
    mutationFn: () => revokeToken(token.id),
    onSuccess: async () => {
      announce(`API token ${token.name} revoked`);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ["tokens"] });
    },
  });
  return (
    <ConfirmDialog title={`Revoke “${token.name}”?`} doIt="Revoke token" action={revocation} onClose={onClose}>
      <p className={classes.words}>
        Whatever calls with <code>{token.prefix}…</code> is refused from now on; this cannot be undone. It was{" "}
        {token.last_used_at === null ? (
          "never used"
        ) : (
          <>
            used last <Moment at={token.last_used_at} />
          </>
        )}
        .
      </p>
      {isConfigVar(token) && (
        <p className={classes.words}>
          This is the token in the config vars of <b>{props.app ?? "the app"}</b>. It stays there and works no more, and
          nothing puts another in its place: give what reads it a token of its own first.
        </p>
      )}
    </ConfirmDialog>
  );
}
