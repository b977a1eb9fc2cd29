import { Link } from "@tanstack/react-router";
import sheet from "../shell/sheet.module.css";

/** The sections of the page by the ids of their headings, in its order. */
const SECTIONS = [
  { id: "plan", label: "Plan" },
  { id: "attachments", label: "Attachments" },
  { id: "manual-drains", label: "Manual drains" },
  { id: "exclusions", label: "Exclusion filters" },
  { id: "redaction", label: "Redaction" },
  { id: "bucket", label: "Bucket" },
  { id: "tokens", label: "API tokens", isForChanging: true },
  { id: "command-line", label: "Command line" },
  { id: "assistants", label: "AI assistants" },
  { id: "access", label: "Access" },
  { id: "admins", label: "Who may change things" },
  { id: "visits", label: "Who opened it" },
  { id: "activity", label: "What was changed", isForChanging: true },
];

/** A link to each section. @param props.mayChange whether those are shown that are for whoever may change things */
export function SettingsContents({ mayChange }: { mayChange: boolean }) {
  return (
    <nav className={sheet.choices} aria-label="Sections">
      {SECTIONS.filter(({ isForChanging }) => mayChange || !isForChanging).map(({ id, label }) => (
        <Link key={id} to="/settings" hash={id} className={sheet.choice}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
