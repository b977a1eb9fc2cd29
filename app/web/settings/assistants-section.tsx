import { CopyBlock } from "../shell/copy-block.tsx";
import sheet from "../shell/sheet.module.css";
import { claudeCommand, mcpUrl } from "./assistant-words.ts";

/** How an AI assistant is let in. */
export function AssistantsSection() {
  return (
    <section className={sheet.section} aria-labelledby="assistants">
      <h2 className={sheet.heading} id="assistants">
        AI assistants
      </h2>
      <p className={sheet.lead}>
        An assistant that speaks the Model Context Protocol can search these logs and changes, and say what was changed
        before something broke. It needs an <a href="#tokens">API token</a> that may <b>read</b>, and can change
        nothing. Log text may be written by strangers: an assistant that reads it should not act elsewhere without being
        asked.
      </p>
      <CopyBlock label="Address" text={mcpUrl()} />
      <CopyBlock label="Command for Claude Code" text={claudeCommand("dt_…")} />
    </section>
  );
}
