import { useQuery } from "@tanstack/react-query";
import { usePreference } from "../lib/preference.ts";
import { problemOf } from "../lib/problem.ts";
import type { Zone } from "../lib/time-format.ts";
import { QueryDiagnostics } from "../logs/query-diagnostics.tsx";
import classes from "../shell/preview.module.css";
import { Said } from "../shell/said.tsx";
import type { QueryRule } from "./alert-request.ts";
import { previewWords } from "./alert-words.ts";
import { getAlertPreview } from "./alerts-api.ts";
import { useRested } from "./use-rested.ts";

/** A pause in typing; each preview reads a day of lines. */
const REST_MS = 600;

/** What the rule would have done with the last day's lines, and what in its query was read leniently. */
export function AlertPreview(props: { rule: QueryRule; onGoTo: (from: number, to: number) => void }) {
  const { rule } = props;
  const rested = useRested(rule, REST_MS);
  const [zone] = usePreference<Zone>("zone", ["local", "utc"], "local");
  const preview = useQuery({
    queryKey: ["alert-preview", rested],
    queryFn: ({ signal }) => getAlertPreview(rested, signal),
    // What was too slow once is so again.
    retry: false,
  });
  const isBehind = preview.isPending || rested !== rule;
  return (
    <div className={classes.preview}>
      <p role="status" data-failed={(!isBehind && preview.isError) || undefined}>
        {isBehind ? (
          `Counting the ${rule.watches} of the last 24 hours …`
        ) : preview.isError ? (
          <Refusal error={preview.error} />
        ) : (
          previewWords(preview.data, zone)
        )}
      </p>
      {!isBehind && preview.data && preview.data.diagnostics.length > 0 && (
        <QueryDiagnostics text={rested.query} diagnostics={preview.data.diagnostics} onGoTo={props.onGoTo} />
      )}
    </div>
  );
}

function Refusal({ error }: { error: unknown }) {
  const { code, detail } = problemOf(error);
  if (code !== "query.too_slow") return <Said text={detail} />;
  return "Counting 24 hours took too long, so it is not known whether this would have fired. A narrower query is counted faster.";
}
