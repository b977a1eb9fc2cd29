import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Braces, Copy, FileCode, Link2, ListTree, type LucideIcon, Route } from "lucide-react";
import { type Ref, useImperativeHandle, useMemo, useState } from "react";
import { CONTEXT_LINES_MAX, CUT_LINE_BYTES } from "../../contract/limits.ts";
import type { Line } from "../../contract/line.ts";
import { getContext } from "../lib/api.ts";
import { copyText } from "../lib/copy-text.ts";
import { problemOf } from "../lib/problem.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { SidePanel } from "../shell/side-panel.tsx";
import { CodeCard } from "./code-card.tsx";
import { CutNote } from "./cut-note.tsx";
import { FieldTable } from "./field-table.tsx";
import { type ContextReach, type ContextSide, LineContext } from "./line-context.tsx";
import classes from "./line-detail.module.css";
import { lineFields, sourceOf } from "./line-format.ts";
import { drawingOf, LineMessage } from "./line-message.tsx";
import type { LineLook } from "./line-row.tsx";
import type { DetailPart } from "./logs-url.ts";
import { narrowQuery } from "./narrow-query.ts";
import { RequestTrace } from "./request-trace.tsx";
import { requestIdOf } from "./trace-view.ts";

/** Lines on each side that the context begins with, and how it grows. */
const CONTEXT_LINES = 15;
const CONTEXT_GROWTH = 3;
const REACH_AT_FIRST: ContextReach = { before: CONTEXT_LINES, after: CONTEXT_LINES };

export interface LineDetailHandle {
  /** Opens the context, or shows more of it. */
  moreContext: (side: ContextSide) => void;
}

/** One line in full, beside the list (over it on a narrow screen). */
export function LineDetail(props: {
  id: string;
  /** The line, when the list has it. */
  known: Line | null;
  look: LineLook;
  query: string;
  /** What is shown besides the line; the address says it. */
  part: DetailPart | null;
  onPart: (part: DetailPart | null) => void;
  onSearch: (query: string) => void;
  onOpen: (line: Line) => void;
  onClose: () => void;
  onCopyLink: (line: Line) => void;
  onShowAround: (line: Line) => void;
  ref: Ref<LineDetailHandle>;
}) {
  const { id, known, look, part, onClose, onPart } = props;
  const announce = useAnnounce();
  // Kept from line to line: who looks for what an app really wrote walks through several.
  const [isStored, setStored] = useState(false);
  // The line of a message that was cut which is looked at by itself.
  const [aloneId, setAloneId] = useState<string | null>(null);
  const [grown, setGrown] = useState({ id, reach: REACH_AT_FIRST });
  const reach = grown.id === id ? grown.reach : REACH_AT_FIRST;
  // A line that the list does not hold (a shared link, a line that left a live view) comes with its context; and so does the
  // whole message of a line that the tail brought, which sees each line by itself.
  const mayBePiece = known !== null && known.joined === undefined && known.message_len >= CUT_LINE_BYTES;
  const isNeeded = known === null || mayBePiece || part === "context";
  const context = useQuery({
    queryKey: ["context", id, reach.before, reach.after],
    queryFn: ({ signal }) => getContext({ id, ...reach }, signal),
    enabled: isNeeded,
    staleTime: 60_000,
    placeholderData: (old) => (old?.line.id === id ? old : undefined),
  });
  const line = known ?? context.data?.line ?? null;
  const requestId = line ? requestIdOf(line) : null;
  const whole = known?.joined ?? (context.data?.line.id === id ? context.data.line.joined : undefined) ?? null;
  const isWhole = whole !== null && aloneId !== id;
  const message = (isWhole ? whole.message : line?.message) ?? "";
  const drawing = useMemo(() => drawingOf(message), [message]);
  const moreContext = (side: ContextSide) => {
    if (part !== "context") return onPart("context");
    setGrown({ id, reach: { ...reach, [side]: Math.min(CONTEXT_LINES_MAX, reach[side] * CONTEXT_GROWTH) } });
  };
  useImperativeHandle(props.ref, () => ({ moreContext }));

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
          {whole !== null && (
            <CutNote
              place={whole.lines.indexOf(line.id) + 1}
              lines={whole.lines.length}
              isWhole={isWhole}
              onToggle={() => setAloneId(isWhole ? id : null)}
            />
          )}
          <LineMessage key={line.id} message={message} drawing={isStored ? "as stored" : drawing} words={look.words} />
          <CodeCard line={line} />
          <div className={classes.actions}>
            <PartButton part="context" shown={part} icon={ListTree} onPart={onPart}>
              Context
            </PartButton>
            {requestId !== null && (
              <PartButton part="trace" shown={part} icon={Route} onPart={onPart}>
                Request trace
              </PartButton>
            )}
            {drawing !== "as stored" && (
              <ToggleButton isOn={isStored} icon={FileCode} onToggle={() => setStored(!isStored)}>
                As stored
              </ToggleButton>
            )}
            <Button
              size="xs"
              variant="default"
              leftSection={<Link2 size={13} aria-hidden />}
              onClick={() => props.onCopyLink(line)}
            >
              Copy link to this line
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={<Copy size={13} aria-hidden />}
              onClick={() => void copy(message, "Message")}
            >
              Copy message
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={<Braces size={13} aria-hidden />}
              onClick={() => void copy(JSON.stringify(line, null, 2), "JSON")}
            >
              Copy JSON
            </Button>
          </div>
          {part === "context" && (
            <LineContext
              answer={context.data}
              error={context.error}
              isLoading={context.isFetching}
              look={look}
              reach={reach}
              onMore={moreContext}
              onRetry={() => void context.refetch()}
              onShowAround={() => props.onShowAround(line)}
            />
          )}
          {part === "trace" && requestId !== null && (
            <RequestTrace requestId={requestId} openId={line.id} onOpen={props.onOpen} />
          )}
          <FieldTable
            heading="Fields"
            things="lines"
            rows={lineFields(line, isWhole ? whole : null)}
            onFilter={async (field, value, sense) =>
              props.onSearch(await narrowQuery(props.query, { field, value, sense }, "add"))
            }
          />
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

/** Shows a part of the detail, or puts it away again. */
function PartButton(props: {
  part: DetailPart;
  shown: DetailPart | null;
  icon: LucideIcon;
  onPart: (part: DetailPart | null) => void;
  children: string;
}) {
  const isShown = props.part === props.shown;
  return (
    <ToggleButton isOn={isShown} icon={props.icon} onToggle={() => props.onPart(isShown ? null : props.part)}>
      {props.children}
    </ToggleButton>
  );
}

function ToggleButton(props: { isOn: boolean; icon: LucideIcon; onToggle: () => void; children: string }) {
  const Icon = props.icon;
  return (
    <Button
      size="xs"
      variant={props.isOn ? "filled" : "default"}
      leftSection={<Icon size={13} aria-hidden />}
      aria-pressed={props.isOn}
      onClick={props.onToggle}
    >
      {props.children}
    </Button>
  );
}
