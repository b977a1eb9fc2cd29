import { usePageTitle } from "../lib/use-page-title.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import classes from "../shell/sheet.module.css";
import { useResource } from "../shell/use-resource.ts";
import { useWriteRefusal } from "../shell/use-write-refusal.ts";
import { AccessSection } from "./access-section.tsx";
import { ActivitySection } from "./activity-section.tsx";
import { AdminsSection } from "./admins-section.tsx";
import { AssistantsSection } from "./assistants-section.tsx";
import { AttachmentsSection } from "./attachments-section.tsx";
import { BucketSection } from "./bucket-section.tsx";
import { CommandLineSection } from "./command-line-section.tsx";
import { ExclusionsSection } from "./exclusions-section.tsx";
import { ManualDrainsSection } from "./manual-drains-section.tsx";
import { PlanSection } from "./plan-section.tsx";
import { RedactionSection } from "./redaction-section.tsx";
import { SettingsContents } from "./settings-contents.tsx";
import { TokensSection } from "./tokens-section.tsx";
import { VisitsSection } from "./visits-section.tsx";

/** What this add-on is, has used, and listens to. */
export function SettingsPage() {
  const resource = useResource();
  usePageTitle("Settings", resource.data?.app?.name);
  // Names of tokens are for those who may make some.
  const mayChange = useWriteRefusal() === null;
  return (
    <div className={classes.sheet}>
      <h1 className={classes.title}>Settings</h1>
      {resource.data ? (
        <>
          <SettingsContents mayChange={mayChange} />
          <PlanSection resource={resource.data} />
          <AttachmentsSection attachments={resource.data.attachments} />
          <ManualDrainsSection />
          <ExclusionsSection />
          <RedactionSection />
          <BucketSection />
          {mayChange && <TokensSection app={resource.data.app?.name ?? null} />}
          <CommandLineSection app={resource.data.app?.name ?? null} />
          <AssistantsSection />
          <AccessSection resource={resource.data} />
          <AdminsSection viewer={resource.data.viewer} />
          <VisitsSection />
          {mayChange && <ActivitySection />}
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
