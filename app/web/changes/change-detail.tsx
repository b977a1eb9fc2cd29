import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Link2, ScrollText } from "lucide-react";
import type { ChangeAnswer } from "../../contract/change.ts";
import { problemOf } from "../lib/problem.ts";
import type { Zone } from "../lib/time-format.ts";
import { FieldTable } from "../logs/field-table.tsx";
import classes from "../logs/line-detail.module.css";
import { showable } from "../logs/line-format.ts";
import type { FilterSense } from "../logs/query-edit.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { SidePanel } from "../shell/side-panel.tsx";
import { Attribution } from "./attribution.tsx";
import { filledColumns, isOfStoring, placeOf, prettyJson, SOURCE_LABELS } from "./change-format.ts";
import own from "./changes.module.css";
import { getChange } from "./changes-api.ts";
import { minutesAround } from "./changes-url.ts";

/** One change in full: its sentence, every column that was told, and the event as each source told it. */
export function ChangeDetail(props: {
  id: string;
  /** The change, when the list has it. */
  known: ChangeAnswer | null;
  zone: Zone;
  onFilter: (field: string, value: string, sense: FilterSense) => void;
  onClose: () => void;
  onCopyLink: () => void;
}) {
  const { id, known, zone } = props;
  const detail = useQuery({
    queryKey: ["change", id],
    queryFn: ({ signal }) => getChange(id, signal),
    staleTime: 60_000,
  });
  const change = detail.data?.change ?? known;
  const rows = change ? filledColumns(change) : [];
  const told = detail.data?.told_by ?? (known ? [known] : []);
  return (
    <SidePanel
      label="Change detail"
      title={change ? change.eventName : "Change"}
      at={change?.eventTime ?? null}
      zone={zone}
      onClose={props.onClose}
    >
      {change ? (
        <div className={classes.body}>
          <p className={classes.message}>{showable(change.sentence)}</p>
          <div className={classes.actions}>
            <Button
              renderRoot={(root) => <Link to="/logs" search={minutesAround(change.eventTime)} {...root} />}
              size="xs"
              variant="default"
              leftSection={<ScrollText size={13} aria-hidden />}
            >
              Logs around this moment
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={<Link2 size={13} aria-hidden />}
              onClick={props.onCopyLink}
            >
              Copy link to this change
            </Button>
          </div>
          {placeOf(change) !== null && (
            <p>
              From {showable(placeOf(change) ?? "")} <Attribution to={detail.data?.attribution} />
            </p>
          )}
          <FieldTable
            heading="What was told"
            things="changes"
            rows={rows.filter((row) => !isOfStoring(row))}
            onFilter={props.onFilter}
          />
          <details>
            <summary className={own.teller}>How it is stored</summary>
            <FieldTable heading={null} things="changes" rows={rows.filter(isOfStoring)} onFilter={props.onFilter} />
          </details>
          <h3 className={classes.heading}>
            {told.length > 1 ? `As ${told.length} sources told it` : "As it was received"}
          </h3>
          {told.map((each, index) => (
            <details key={each.id + each.sourceID} open={index === 0}>
              <summary className={own.teller}>{SOURCE_LABELS[each.sources[0] ?? "drain"]}</summary>
              <pre className={`${classes.message} ${own.raw}`} data-testid="raw-event">
                {prettyJson(each.rawLog)}
              </pre>
            </details>
          ))}
          {detail.isError && <p className={classes.gone}>{problemOf(detail.error).detail}</p>}
        </div>
      ) : detail.isError ? (
        problemOf(detail.error).status === 404 ? (
          <p className={classes.gone}>This change is not there any more, or belongs to another add-on.</p>
        ) : (
          <ProblemNotice error={detail.error} onRetry={() => void detail.refetch()} />
        )
      ) : (
        <p className={classes.gone} role="status">
          Loading the change …
        </p>
      )}
    </SidePanel>
  );
}
