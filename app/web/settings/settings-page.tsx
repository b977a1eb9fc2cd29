import { usePageTitle } from "../lib/use-page-title.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import classes from "../shell/sheet.module.css";
import { useResource } from "../shell/use-resource.ts";
import { AccessSection } from "./access-section.tsx";
import { ActivitySection } from "./activity-section.tsx";
import { AssistantsSection } from "./assistants-section.tsx";
import { AttachmentsSection } from "./attachments-section.tsx";
import { BucketSection } from "./bucket-section.tsx";
import { ExclusionsSection } from "./exclusions-section.tsx";
import { ManualDrainsSection } from "./manual-drains-section.tsx";
import { PlanSection } from "./plan-section.tsx";
import { RedactionSection } from "./redaction-section.tsx";
import { TokensSection } from "./tokens-section.tsx";
import { VisitsSection } from "./visits-section.tsx";

/** What this add-on is, has used, and listens to. */
export function SettingsPage() {
  const resource = useResource();
  usePageTitle("Settings", resource.data?.app?.name);
  return (
    <div className={classes.sheet}>
      <h1 className={classes.title}>Settings</h1>
      {resource.data ? (
        <>
          <PlanSection resource={resource.data} />
          <AttachmentsSection attachments={resource.data.attachments} />
          <ManualDrainsSection />
          <ExclusionsSection />
          <RedactionSection />
          <BucketSection />
          <TokensSection app={resource.data.app?.name ?? null} />
          <AssistantsSection />
          <AccessSection resource={resource.data} />
          <VisitsSection />
          <ActivitySection />
        </>
      ) : resource.isError ? (
        <ProblemNotice error={resource.error} onRetry={() => void resource.refetch()} />
      ) : (
        <p className={classes.lead} role="status">
          Loading …
        </p>
      )}
    </div>
  );
}
