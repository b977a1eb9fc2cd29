import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Copy, Link2, ListTree } from "lucide-react";
import { useState } from "react";
import type { Line } from "../../contract/line.ts";
import { getContext } from "../lib/api.ts";
import { copyText } from "../lib/copy-text.ts";
import { problemOf } from "../lib/problem.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { SidePanel } from "../shell/side-panel.tsx";
import { FieldTable } from "./field-table.tsx";
import { LineContext } from "./line-context.tsx";
import classes from "./line-detail.module.css";
import { showable, sourceOf } from "./line-format.ts";
import type { LineLook } from "./line-row.tsx";

/** Lines on each side that "Show context" begins with. */
const CONTEXT_LINES = 15;

/** One line in full, beside the list (over it on a narrow screen). */
export function LineDetail(props: {
  id: string;
  /** The line, when the list has it. */
  known: Line | null;
  look: LineLook;
  onFilter: (field: string, value: string, sense: "only" | "without") => void;
  onClose: () => void;
  onCopyLink: (line: Line) => void;
  onShowAround: (line: Line) => void;
}) {
  const { id, known, look, onClose } = props;
  const announce = useAnnounce();
  const [contextOf, setContextOf] = useState<{ id: string; count: number } | null>(null);
  const contextCount = contextOf?.id === id ? contextOf.count : 0;
  // A line that the list does not hold (a shared link, a line that left a live view) comes with its context.
  const isNeeded = known === null || contextCount > 0;
  const count = Math.max(contextCount, CONTEXT_LINES);
  const context = useQuery({
    queryKey: ["context", id, count],
    queryFn: ({ signal }) => getContext({ id, before: count, after: count }, signal),
    enabled: isNeeded,
    staleTime: 60_000,
    placeholderData: (old) => (old?.line.id === id ? old : undefined),
  });
  const line = known ?? context.data?.line ?? null;

  const copy = async (text: string, what: string) => {
    announce((await copyText(text)) ? `${what} copied` : "Your browser refused the copy");
  };

  return (
    <SidePanel
      label="Line detail"
      title={line ? sourceOf(line) : "Line"}
      at={line?.timestamp ?? null}
      zone={look.zone}
      onClose={onClose}
    >
      {line ? (
        <div className={classes.body}>
          <pre className={classes.message} data-testid="raw-message">
            {showable(line.message)}
          </pre>
          <div className={classes.actions}>
            <Button
              size="xs"
              variant="default"
              leftSection={<Copy size={13} aria-hidden />}
              onClick={() => void copy(line.message, "Message")}
            >
              Copy message
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={<Link2 size={13} aria-hidden />}
              onClick={() => props.onCopyLink(line)}
            >
              Copy link to this line
            </Button>
            {contextCount === 0 && (
              <Button
                size="xs"
                variant="default"
                leftSection={<ListTree size={13} aria-hidden />}
                onClick={() => setContextOf({ id, count: CONTEXT_LINES })}
              >
                Show context
              </Button>
            )}
          </div>
          {contextCount > 0 && (
            <LineContext
              answer={context.data}
              error={context.error}
              isLoading={context.isFetching}
              look={look}
              count={contextCount}
              onMore={(more) => setContextOf({ id, count: more })}
              onRetry={() => void context.refetch()}
              onShowAround={() => props.onShowAround(line)}
            />
          )}
          <FieldTable line={line} onFilter={props.onFilter} />
        </div>
      ) : context.isError ? (
        problemOf(context.error).status === 404 ? (
          <p className={classes.gone}>
            This line is not there any more: it is older than your plan keeps, or belongs to another add-on.
          </p>
        ) : (
          <ProblemNotice error={context.error} onRetry={() => void context.refetch()} />
        )
      ) : (
        <p className={classes.gone} role="status">
          Loading the line …
        </p>
      )}
    </SidePanel>
  );
}
