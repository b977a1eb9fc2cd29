import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { BucketAnswer, BucketOrNoneAnswer } from "../../contract/api.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { ConfirmDialog } from "../shell/confirm-dialog.tsx";
import classes from "../shell/form.module.css";
import { removeBucket } from "./bucket-api.ts";

/** Asks before nothing more is copied. */
export function RemoveBucket({ bucket, onClose }: { bucket: BucketAnswer; onClose: () => void }) {
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const removal = useMutation({
    mutationFn: removeBucket,
    onSuccess: () => {
      queryClient.setQueryData<BucketOrNoneAnswer>(["bucket"], { bucket: null });
      announce("Nothing is copied any more");
      onClose();
    },
  });
  return (
    <ConfirmDialog title={`Stop copying to “${bucket.bucket}”?`} doIt="Stop copying" action={removal} onClose={onClose}>
      <p className={classes.words}>
        What is in the bucket stays there. Its keys, and the list of what was copied, are forgotten here.
      </p>
    </ConfirmDialog>
  );
}
