import { CopyBlock } from "../shell/copy-block.tsx";
import sheet from "../shell/sheet.module.css";
import { exportCommand, fetchCommand } from "./command-line-words.ts";

/** How logs come to a terminal. */
export function CommandLineSection({ app }: { app: string | null }) {
  return (
    <section className={sheet.section} aria-labelledby="command-line">
      <h2 className={sheet.heading} id="command-line">
        Command line
      </h2>
      <p className={sheet.lead}>
        Search and follow these logs from a terminal or a script: <code>draintrail search</code>,{" "}
        <code>draintrail tail</code>, <code>draintrail export</code>, <code>draintrail changes</code>,{" "}
        <code>draintrail trace</code>. It is one file that needs Node.js; two of the app's config vars tell it whose
        logs to read.
      </p>
      <CopyBlock label="Fetch it" text={fetchCommand()} />
      <CopyBlock label="Say which add-on" text={exportCommand(app ?? "APP")} />
    </section>
  );
}
