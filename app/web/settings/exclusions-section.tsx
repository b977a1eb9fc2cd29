import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import type { ExclusionAnswer } from "../../contract/api.ts";
import { EXCLUSIONS_MAX } from "../../contract/limits.ts";
import { ProblemLine } from "../shell/problem-line.tsx";
import sheet from "../shell/sheet.module.css";
import { WriteButton } from "../shell/write-button.tsx";
import { ExclusionForm } from "./exclusion-form.tsx";
import { ExclusionTable } from "./exclusion-table.tsx";
import { getExclusions } from "./exclusions-api.ts";
import classes from "./kept-list.module.css";
import { RemoveExclusion } from "./remove-exclusion.tsx";

type Open = { what: "create"; query: string } | { what: "change" | "remove"; exclusion: ExclusionAnswer } | null;

/** Lines that are counted and not stored: list, make, change, switch off, remove. */
export function ExclusionsSection() {
  const { exclude } = useSearch({ from: "/settings" });
  const navigate = useNavigate({ from: "/settings" });
  const [open, setOpen] = useState<Open>(exclude === undefined ? null : { what: "create", query: exclude });
  const answer = useQuery({
    queryKey: ["exclusions"],
    queryFn: ({ signal }) => getExclusions(signal),
    refetchInterval: 60_000,
  });
  const exclusions = answer.data?.data ?? [];
  const close = () => {
    setOpen(null);
    if (exclude !== undefined) void navigate({ search: {}, replace: true });
  };
  return (
    <section className={sheet.section} aria-labelledby="exclusions">
      <div className={classes.head}>
        <h2 className={sheet.heading} id="exclusions">
          Exclusion filters
        </h2>
        <WriteButton
          size="compact-sm"
          variant="default"
          disabled={!answer.data || exclusions.length >= EXCLUSIONS_MAX}
          title={exclusions.length >= EXCLUSIONS_MAX ? `There can be at most ${EXCLUSIONS_MAX}` : undefined}
          onClick={() => setOpen({ what: "create", query: "" })}
        >
          New filter
        </WriteButton>
      </div>
      <p className={sheet.lead}>
        Lines nobody will search for, health checks above all, need not be stored. They are counted and left out, and
        use up no quota. What Heroku says of releases, config changes and losses is always kept.
      </p>
      {answer.isError ? (
        <ProblemLine error={answer.error} />
      ) : (
        exclusions.length > 0 && <ExclusionTable exclusions={exclusions} onOpen={setOpen} />
      )}
      {open?.what === "create" && <ExclusionForm exclusion={null} query={open.query} onClose={close} />}
      {open?.what === "change" && <ExclusionForm exclusion={open.exclusion} onClose={close} />}
      {open?.what === "remove" && <RemoveExclusion exclusion={open.exclusion} onClose={close} />}
    </section>
  );
}
