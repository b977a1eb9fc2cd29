import { useQuery } from "@tanstack/react-query";
import { useRested } from "../alerts/use-rested.ts";
import { getHistogram } from "../lib/api.ts";
import { problemOf } from "../lib/problem.ts";
import { QueryDiagnostics } from "../logs/query-diagnostics.tsx";
import classes from "../shell/preview.module.css";
import { Said } from "../shell/said.tsx";
import { previewWords } from "./exclusion-words.ts";

/** A pause in typing; each preview reads a day of lines. */
const REST_MS = 600;

/** How many lines of the last day the query finds, and what in it was read leniently. */
export function ExclusionPreview(props: { query: string; onGoTo: (from: number, to: number) => void }) {
  const query = props.query.trim();
  const rested = useRested(query, REST_MS);
  const preview = useQuery({
    queryKey: ["exclusion-preview", rested],
    queryFn: async ({ signal }) => {
      const ask = (asked: string) => getHistogram({ from: "-24h", to: "now", query: asked, buckets: 1 }, signal);
      const [matching, all] = await Promise.all([ask(rested), ask("")]);
      return { matching: sumOf(matching.data), all: sumOf(all.data), diagnostics: matching.diagnostics };
    },
    enabled: rested !== "",
    // What was too slow once is so again.
    retry: false,
  });
  if (query === "") return null;
  const isBehind = preview.isPending || rested !== query;
  return (
    <div className={classes.preview}>
      <p role="status" data-failed={(!isBehind && preview.isError) || undefined}>
        {isBehind ? (
          "Counting the lines of the last 24 hours …"
        ) : preview.isError ? (
          <Said text={problemOf(preview.error).detail} />
        ) : (
          previewWords(preview.data.matching, preview.data.all)
        )}
      </p>
      {!isBehind && preview.data && preview.data.diagnostics.length > 0 && (
        <QueryDiagnostics text={rested} diagnostics={preview.data.diagnostics} onGoTo={props.onGoTo} />
      )}
    </div>
  );
}

function sumOf(buckets: readonly { count: number }[]): number {
  return buckets.reduce((sum, bucket) => sum + bucket.count, 0);
}
