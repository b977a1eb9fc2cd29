import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { sayComparison } from "../../contract/alert-words.ts";
import type { AlertAnswer } from "../../contract/api.ts";
import { inOneRow, showable } from "../logs/line-format.ts";
import { Moment } from "../shell/moment.tsx";
import sheet from "../shell/sheet.module.css";
import { AlertActions } from "./alert-actions.tsx";
import type { OpenDialog } from "./alert-dialogs.tsx";
import { AlertHistory } from "./alert-history.tsx";
import { AlertState } from "./alert-state.tsx";
import { DESTINATION_WORDS, isYoung, PAGES, ruleWords, TROUBLE_WORDS } from "./alert-words.ts";
import classes from "./alerts.module.css";
import { UntoldNote } from "./untold-note.tsx";

/** One alert: how it stands, what it watches, whom it tells, and what can be done about it. */
export function AlertCard(props: {
  alert: AlertAnswer;
  nowMs: number;
  mayWrite: boolean;
  onOpen: (open: OpenDialog) => void;
}) {
  const { alert } = props;
  const [isHistoryOpen, setHistoryOpen] = useState(false);
  const titleId = `alert-${alert.id}`;
  const historyId = `alert-history-${alert.id}`;
  return (
    <section className={classes.card} aria-labelledby={titleId}>
      <div className={classes.head}>
        <h2 className={classes.name} id={titleId}>
          {showable(alert.name)}
        </h2>
        <AlertState alert={alert} nowMs={props.nowMs} />
      </div>
      <p className={classes.rule}>
        {ruleWords(alert)}
        {alert.query !== "" && (
          <>
            {" "}
            <Link to={PAGES[alert.watches]} search={{ query: alert.query }} title={`Show its ${alert.watches}`}>
              <code>{inOneRow(alert.query)}</code>
            </Link>
            {sayComparison(alert)}
          </>
        )}
      </p>
      <p className={classes.facts}>
        <span>
          {DESTINATION_WORDS[alert.destination.kind]} · {showable(alert.destination.shown)}
        </span>
        {!isYoung(alert) && (
          <span>
            judged <Moment at={alert.judged_to} />
          </span>
        )}
        <span>
          made <Moment at={alert.created_at} /> by {showable(alert.created_by)}
        </span>
      </p>
      <UntoldNote alert={alert} />
      {alert.trouble !== null && <p className={sheet.advice}>{TROUBLE_WORDS[alert.trouble].advice}</p>}
      <AlertActions
        alert={alert}
        nowMs={props.nowMs}
        mayWrite={props.mayWrite}
        historyId={historyId}
        isHistoryOpen={isHistoryOpen}
        onHistory={setHistoryOpen}
        onOpen={props.onOpen}
      />
      <div id={historyId}>{isHistoryOpen && <AlertHistory alert={alert} />}</div>
    </section>
  );
}
