import classes from "./json-message.module.css";
import type { JsonGroup, JsonMember } from "./json-tree.ts";
import { withPictures } from "./line-format.ts";
import { Marked } from "./message-text.tsx";

/** A JSON message with indentation; its objects and arrays fold. What is selected and copied of it is JSON again. */
export function JsonMessage({ tree, words }: { tree: JsonGroup; words: readonly string[] }) {
  return (
    <div className={classes.json} data-testid="json-message">
      <Member name={null} value={tree} tail="" words={words} />
    </div>
  );
}

/** @param props.tail  the comma before the next one */
function Member(props: JsonMember & { tail: string; words: readonly string[] }) {
  const { value, tail, words } = props;
  const name = props.name !== null && (
    <>
      <span className={classes.name}>
        <Marked text={withPictures(props.name)} words={words} />
      </span>
      {": "}
    </>
  );
  if (typeof value === "string" || value.members.length === 0)
    return (
      <div>
        {name}
        <Marked text={typeof value === "string" ? withPictures(value) : value.open + value.close} words={words} />
        {tail}
      </div>
    );
  return (
    <details open>
      <summary className={classes.head}>
        {name}
        {value.open}
        <span className={classes.folded}>
          {` … ${value.close}`}
          {tail}
        </span>
      </summary>
      <div className={classes.members}>
        {value.members.map((member, at) => (
          <Member
            key={keyOf(member, at)}
            name={member.name}
            value={member.value}
            tail={at < value.members.length - 1 ? "," : ""}
            words={words}
          />
        ))}
      </div>
      <div>
        {value.close}
        {tail}
      </div>
    </details>
  );
}

/** A name may stand twice in an object, and an array has none. */
const keyOf = (member: JsonMember, at: number) => `${at}:${member.name ?? ""}`;
