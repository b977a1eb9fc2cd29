import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ActivityAnswer } from "../../contract/api.ts";
import { getJson } from "../lib/api.ts";
import { showable } from "../logs/line-format.ts";
import cards from "../shell/card-table.module.css";
import { Moment } from "../shell/moment.tsx";
import { ProblemLine } from "../shell/problem-line.tsx";
import sheet from "../shell/sheet.module.css";
import classes from "./activity.module.css";
import { activityWords } from "./activity-words.ts";

const SHOWN_AT_A_TIME = 8;

/** Who changed what in this add-on itself, newest first. */
export function ActivitySection() {
  const pages = useInfiniteQuery({
    queryKey: ["activity"],
    queryFn: ({ pageParam, signal }) =>
      getJson<ActivityAnswer>(
        "/activity",
        { limit: String(SHOWN_AT_A_TIME), ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: 60_000,
  });
  const shown = pages.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <section className={sheet.section} aria-labelledby="activity">
      <h2 className={sheet.heading} id="activity">
        What was changed here
      </h2>
      <p className={sheet.lead}>
        Alerts, filters, tokens and whatever else is set up in Draintrail: who changed it, in the dashboard or by the
        API. Kept for 400 days.
      </p>
      {pages.isError ? (
        <ProblemLine error={pages.error} />
      ) : (
        shown.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must scroll by keyboard, too
          <section className={sheet.scroll} aria-label="What was changed here" tabIndex={0}>
            <table className={`${sheet.table} ${cards.table}`}>
              <thead>
                <tr>
                  <th scope="col">Who</th>
                  <th scope="col">When</th>
                  <th scope="col">What</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((activity) => (
                  <tr key={activity.id}>
                    <th scope="row" className={cards.name} title={activity.by}>
                      {showable(activity.by)}
                    </th>
                    <td data-label="When">
                      <Moment at={activity.at} />
                    </td>
                    <td data-label="What" className={classes.what}>
                      {activityWords(activity)}
                      {!activity.is_done && <span className={sheet.aside}> (begun; what came of it is not known)</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )
      )}
      {pages.hasNextPage && (
        <Button
          size="compact-xs"
          variant="subtle"
          mt={8}
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          Show older ones
        </Button>
      )}
    </section>
  );
}
