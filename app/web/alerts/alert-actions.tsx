import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { AlertAnswer } from "../../contract/api.ts";
import { showable } from "../logs/line-format.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { ProblemLine } from "../shell/problem-line.tsx";
import type { OpenDialog } from "./alert-dialogs.tsx";
import { isMuted } from "./alert-words.ts";
import classes from "./alerts.module.css";
import { changeAlert } from "./alerts-api.ts";
import { MuteButton } from "./mute-button.tsx";
import { useAlertTest } from "./use-alert-test.ts";

/** What can be done about an alert. */
export function AlertActions(props: {
  alert: AlertAnswer;
  nowMs: number;
  mayWrite: boolean;
  historyId: string;
  isHistoryOpen: boolean;
  onHistory: (isOpen: boolean) => void;
  onOpen: (open: OpenDialog) => void;
}) {
  const { alert, isHistoryOpen, onHistory, onOpen } = props;
  const name = showable(alert.name);
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const muting = useMutation({
    mutationFn: (until: string | null) => changeAlert(alert.id, { muted_until: until }),
    onSuccess: async (changed) => {
      announce(changed.muted_until === null ? `${name} is not muted any more` : `${name} is muted`);
      await queryClient.invalidateQueries({ queryKey: ["alerts"] });
    },
  });
  const test = useAlertTest(alert, () => onHistory(true));
  const button = { size: "compact-sm", variant: "default", disabled: !props.mayWrite } as const;
  return (
    <>
      <div className={classes.actions}>
        <Button {...button} aria-label={`Edit ${name}`} onClick={() => onOpen({ what: "edit", alert })}>
          Edit
        </Button>
        <MuteButton
          name={name}
          isMuted={isMuted(alert, props.nowMs)}
          isDisabled={!props.mayWrite}
          onMute={(until) => muting.mutate(until)}
        />
        {/* Not disabled while a test is under way: a button that is loses the focus. */}
        <Button
          {...button}
          aria-label={`${test.isUnderWay ? "Testing" : "Send a test of"} ${name}`}
          aria-disabled={test.isUnderWay || undefined}
          data-disabled={test.isUnderWay}
          onClick={() => {
            if (!test.isUnderWay) test.send();
          }}
        >
          {test.isUnderWay ? "Testing …" : "Send a test"}
        </Button>
        <Button
          {...button}
          disabled={false}
          aria-label={`History of ${name}`}
          aria-expanded={isHistoryOpen}
          aria-controls={props.historyId}
          onClick={() => {
            onHistory(!isHistoryOpen);
            // Else its state would be older than its newest event.
            if (!isHistoryOpen) void queryClient.invalidateQueries({ queryKey: ["alerts"] });
          }}
        >
          History
        </Button>
        <Button {...button} aria-label={`Remove ${name}`} onClick={() => onOpen({ what: "remove", alert })}>
          Remove
        </Button>
      </div>
      <ProblemLine error={muting.error ?? test.error} />
    </>
  );
}
