import { Button } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { usePageTitle } from "../lib/use-page-title.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import sheet from "../shell/sheet.module.css";
import { useResource } from "../shell/use-resource.ts";
import { useWriteRefusal } from "../shell/use-write-refusal.ts";
import { AlertDialogs, type OpenDialog } from "./alert-dialogs.tsx";
import { AlertList } from "./alert-list.tsx";
import classes from "./alerts.module.css";
import { newAlertSearch, readyAlertSearch } from "./alerts-url.ts";
import { NoAlerts } from "./no-alerts.tsx";
import { ReadyAlerts } from "./ready-alerts.tsx";
import { useAlerts } from "./use-alerts.ts";

/** What is watched in the lines, how that stands, and whom it tells. */
export function AlertsPage() {
  const asked = useSearch({ from: "/alerts" });
  const navigate = useNavigate({ from: "/alerts" });
  const [open, setOpen] = useState<OpenDialog>(null);
  const refusal = useWriteRefusal();
  usePageTitle("Alerts", useResource().data?.app?.name);
  const alerts = useAlerts();
  const newAlert = asked.new === 1 && refusal === null ? asked : null;
  const openNew = () => void navigate({ search: newAlertSearch("") });
  const show = (next: OpenDialog) => {
    setOpen(next);
    if (asked.new === 1) void navigate({ search: {}, replace: true });
  };
  const list = alerts.data?.data ?? [];
  return (
    <div className={sheet.sheet}>
      <div className={classes.head}>
        <h1 className={sheet.title}>Alerts</h1>
        {list.length > 0 && (
          <Button size="compact-sm" disabled={refusal !== null} onClick={openNew}>
            New alert
          </Button>
        )}
      </div>
      {alerts.isError && !alerts.data ? (
        <ProblemNotice error={alerts.error} onRetry={() => void alerts.refetch()} />
      ) : !alerts.data ? (
        <p className={sheet.lead} role="status">
          Loading …
        </p>
      ) : (
        <>
          {refusal !== null && <p className={sheet.lead}>{refusal}</p>}
          {list.length === 0 ? (
            <NoAlerts isDisabled={refusal !== null} onNew={openNew} />
          ) : (
            <AlertList alerts={list} mayWrite={refusal === null} onOpen={setOpen} />
          )}
          <ReadyAlerts
            alerts={list}
            isDisabled={refusal !== null}
            onUse={(ready) => void navigate({ search: readyAlertSearch(ready) })}
          />
        </>
      )}
      <AlertDialogs open={open} newAlert={newAlert} onShow={show} />
    </div>
  );
}
