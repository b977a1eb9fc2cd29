import { Button } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { usePageTitle } from "../lib/use-page-title.ts";
import { Dialog } from "../shell/dialog.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import sheet from "../shell/sheet.module.css";
import { useAuditSources } from "../shell/use-audit-sources.ts";
import { useResource } from "../shell/use-resource.ts";
import classes from "./audit.module.css";
import { connectErrorWords } from "./audit-words.ts";
import { ChooseAccount } from "./choose-account.tsx";
import { NotInPlan } from "./not-in-plan.tsx";
import { OptIn } from "./opt-in.tsx";
import { SourceSection } from "./source-section.tsx";

/** The audit trail of Heroku Enterprise accounts: opting in, how it goes, and what is proven. */
export function AuditPage() {
  const { connection, connect_error: connectError } = useSearch({ from: "/audit" });
  const navigate = useNavigate({ from: "/audit" });
  const [isAdding, setAdding] = useState(false);
  const resource = useResource();
  usePageTitle("Enterprise audit", resource.data?.app?.name);
  const answer = useAuditSources();
  const sources = answer.data?.data ?? [];
  const clearSearch = () => void navigate({ search: {}, replace: true });
  return (
    <div className={sheet.sheet} data-wide>
      <div className={classes.head}>
        <h1 className={sheet.title}>Enterprise audit</h1>
        {answer.data?.is_in_plan && sources.length > 0 && (
          <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
            Add an account
          </Button>
        )}
      </div>
      <p className={sheet.lead}>
        Heroku's own record of who did what in an Enterprise account. It is polled, compared month by month with
        Heroku's archives, and shown on the Changes page beside everything else.
      </p>
      {connectError !== undefined && (
        <div className={sheet.advice} role="alert">
          {connectErrorWords(connectError)}{" "}
          <Button size="compact-xs" variant="subtle" onClick={clearSearch}>
            Dismiss
          </Button>
        </div>
      )}
      {answer.isError && !answer.data ? (
        <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />
      ) : !answer.data ? (
        <p className={sheet.lead} role="status">
          Loading …
        </p>
      ) : (
        <>
          {!answer.data.is_in_plan && <NotInPlan resource={resource.data} />}
          {connection !== undefined && <ChooseAccount connection={connection} sources={sources} onDone={clearSearch} />}
          {answer.data.is_in_plan && sources.length === 0 && connection === undefined && (
            <section className={sheet.section} aria-labelledby="opt-in">
              <h2 className={sheet.heading} id="opt-in">
                Opt in
              </h2>
              <p className={sheet.lead}>
                Nothing is collected until you say so here. You can opt out at any time, and then choose whether what
                was collected is kept.
              </p>
              <OptIn canConnect={answer.data.can_connect} onDone={() => {}} />
            </section>
          )}
          {sources.map((source) => (
            <SourceSection key={source.id} source={source} />
          ))}
          {isAdding && (
            <Dialog title="Add an Enterprise account" onClose={() => setAdding(false)}>
              <OptIn canConnect={answer.data.can_connect} onDone={() => setAdding(false)} />
            </Dialog>
          )}
        </>
      )}
    </div>
  );
}
