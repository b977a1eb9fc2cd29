import { useQuery } from "@tanstack/react-query";
import type { RedactionRules } from "../../contract/redaction.ts";
import { useRested } from "../alerts/use-rested.ts";
import { problemOf } from "../lib/problem.ts";
import { showable } from "../logs/line-format.ts";
import preview from "../shell/preview.module.css";
import { Said } from "../shell/said.tsx";
import { previewRedaction } from "./redaction-api.ts";
import classes from "./redaction-preview.module.css";
import { excerpt, isEmpty, previewWords } from "./redaction-words.ts";

/** A pause in typing; each preview reads a thousand lines. */
const REST_MS = 600;

/** What the rules would have masked in the newest lines, and some of these as they would look. */
export function RedactionPreview({ rules }: { rules: RedactionRules }) {
  const asked = JSON.stringify(rules);
  const rested = useRested(asked, REST_MS);
  const answer = useQuery({
    queryKey: ["redaction-preview", rested],
    queryFn: () => previewRedaction(JSON.parse(rested) as RedactionRules),
    enabled: !isEmpty(JSON.parse(rested) as RedactionRules),
    retry: false,
  });
  if (isEmpty(rules)) return null;
  const isBehind = answer.isPending || rested !== asked;
  return (
    <div className={preview.preview}>
      <p role="status" data-failed={(!isBehind && answer.isError) || undefined}>
        {isBehind ? (
          "Trying this on the newest lines …"
        ) : answer.isError ? (
          <Said text={problemOf(answer.error).detail} />
        ) : (
          previewWords(answer.data)
        )}
      </p>
      {!isBehind && answer.data && answer.data.sample.length > 0 && (
        <ul className={classes.sample}>
          {answer.data.sample.map(({ id, message }) => (
            <li key={id}>{showable(excerpt(message))}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
