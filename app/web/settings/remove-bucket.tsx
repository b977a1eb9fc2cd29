import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { BucketAnswer, BucketOrNoneAnswer } from "../../contract/api.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { Dialog } from "../shell/dialog.tsx";
import classes from "../shell/form.module.css";
import { ProblemLine } from "../shell/problem-line.tsx";
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
    <Dialog title={`Stop copying to “${bucket.bucket}”?`} onClose={onClose}>
      <p className={classes.words}>
        What is in the bucket stays there. Its keys, and the list of what was copied, are forgotten here.
      </p>
      <ProblemLine error={removal.error} />
      <div className={classes.buttons}>
        <Button size="xs" variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button size="xs" color="red.9" loading={removal.isPending} onClick={() => removal.mutate()}>
          Stop copying
        </Button>
      </div>
    </Dialog>
  );
}
