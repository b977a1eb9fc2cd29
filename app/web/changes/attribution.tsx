import type { Attribution as Given } from "../../contract/change.ts";
import classes from "./changes.module.css";

/** Whose data places of addresses come from; the licences ask for it wherever such a place is shown. */
export function Attribution({ to }: { to: readonly Given[] | null | undefined }) {
  // Only links that lead to the web over TLS, whatever the answer says; each once, also when several pages name it.
  const byUrl = new Map(to?.filter(({ url }) => url.startsWith("https://")).map((each) => [each.url, each.text]));
  return [...byUrl].map(([url, text]) => (
    <a key={url} className={classes.attribution} href={url} target="_blank" rel="noreferrer">
      {text}
    </a>
  ));
}
