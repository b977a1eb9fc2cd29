import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ProblemLine } from "../shell/problem-line.tsx";
import sheet from "../shell/sheet.module.css";
import { WriteButton } from "../shell/write-button.tsx";
import classes from "./kept-list.module.css";
import { getRedaction } from "./redaction-api.ts";
import { RedactionForm } from "./redaction-form.tsx";
import { RedactionTable } from "./redaction-table.tsx";
import { isEmpty, ruleRows } from "./redaction-words.ts";

/** What is masked before a line is written anywhere, and how much that was. */
export function RedactionSection() {
  const [isOpen, setOpen] = useState(false);
  const answer = useQuery({
    queryKey: ["redaction"],
    queryFn: ({ signal }) => getRedaction(signal),
    refetchInterval: 60_000,
  });
  const rows = answer.data ? ruleRows(answer.data) : [];
  return (
    <section className={sheet.section} aria-labelledby="redaction">
      <div className={classes.head}>
        <h2 className={sheet.heading} id="redaction">
          Redaction
        </h2>
        <WriteButton size="compact-sm" variant="default" disabled={!answer.data} onClick={() => setOpen(true)}>
          {answer.data && !isEmpty(answer.data) ? "Change what is masked" : "Mask values"}
        </WriteButton>
      </div>
      <p className={sheet.lead}>
        Personal data and secrets that get into logs are masked with stars before a line is written anywhere, and
        counted. What Heroku says of releases and config changes keeps its names: they tell who changed what.
      </p>
      {answer.isError ? <ProblemLine error={answer.error} /> : rows.length > 0 && <RedactionTable rows={rows} />}
      {isOpen && answer.data && <RedactionForm redaction={answer.data} onClose={() => setOpen(false)} />}
    </section>
  );
}
