import { count, counted } from "../lib/amounts.ts";
import histogram from "../logs/histogram.module.css";
import type { totalOf } from "./change-bars.ts";

/** The whole range in one sentence; each type in it shows the changes that are of it. */
export function ChangeTotal(props: { total: ReturnType<typeof totalOf>; onType: (type: string) => void }) {
  const { changes, types, others } = props.total;
  if (changes === 0) return "No changes";
  return (
    <>
      {counted(changes, "change")}:{" "}
      {types.map(({ type, count: n }, at) => (
        <span key={type}>
          {at > 0 && ", "}
          <button
            type="button"
            className={histogram.retry}
            title={`Show only changes of type ${type}`}
            onClick={() => props.onType(type)}
          >
            {count(n)} {type}
          </button>
        </span>
      ))}
      {others > 0 && `, ${counted(others, "other")}`}
    </>
  );
}
