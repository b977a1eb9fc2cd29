import { herokuCode } from "../../contract/heroku-codes.ts";
import type { Line } from "../../contract/line.ts";
import classes from "./code-card.module.css";

/** What a Heroku error code on this line means and what to do; nothing for an app's own field of that name. */
export function CodeCard({ line }: { line: Pick<Line, "kind" | "fields"> }) {
  const code = line.kind === "app" ? undefined : line.fields.code;
  const known = code === undefined ? null : herokuCode(code);
  if (code === undefined || known === null) return null;
  return (
    <section className={classes.card} aria-label={`About ${code}`}>
      <h3 className={classes.title}>
        <b>{code}</b> {known.title}
      </h3>
      <p>{known.means}</p>
      <p>
        <b>What to do:</b> <WithCode text={known.todo} />
      </p>
    </section>
  );
}

/** Our own sentence, with what stands in backticks as code. */
function WithCode({ text }: { text: string }) {
  return text.split("`").map((part, index) => {
    const key = `${index}:${part}`;
    return index % 2 === 1 ? <code key={key}>{part}</code> : <span key={key}>{part}</span>;
  });
}
