import type { ApiTokenAnswer } from "../../contract/api.ts";
import { usePreference } from "../lib/preference.ts";
import { serverNowMs } from "../lib/server-clock.ts";
import { dayAndTime, dayName, type Zone } from "../lib/time-format.ts";
import cards from "../shell/card-table.module.css";
import { Moment } from "../shell/moment.tsx";
import sheet from "../shell/sheet.module.css";
import { WriteButton } from "../shell/write-button.tsx";
import classes from "./kept-list.module.css";
import { hasExpired, isConfigVar } from "./token-words.ts";

/** The tokens that were not revoked: who made which when, what it may, and whether anything uses it. */
export function TokenTable(props: { tokens: readonly ApiTokenAnswer[]; onRevoke: (token: ApiTokenAnswer) => void }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must scroll by keyboard, too
    <section className={sheet.scroll} aria-label="API tokens" tabIndex={0}>
      <table className={`${sheet.table} ${cards.table}`}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Scope</th>
            <th scope="col">Last used</th>
            <th scope="col">Expires</th>
            <th scope="col">Created</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.tokens.map((token) => (
            <tr key={token.id}>
              <th scope="row" className={cards.name} title={token.name}>
                <span className={classes.stacked}>
                  <span className={classes.cut}>{token.name}</span>
                  <code className={sheet.aside}>{token.prefix}…</code>
                </span>
              </th>
              <td data-label="Scope">{token.scopes.includes("admin") ? "admin" : "read"}</td>
              <td data-label="Last used">
                {token.last_used_at === null ? "never" : <Moment at={token.last_used_at} />}
              </td>
              <td data-label="Expires">
                <Expiry token={token} />
              </td>
              <td data-label="Created">
                <span className={classes.stacked}>
                  <Moment at={token.created_at} />
                  <span
                    className={`${sheet.aside} ${classes.cut} ${classes.maker}`}
                    title={token.created_by ?? undefined}
                  >
                    {isConfigVar(token) ? "with the add-on" : `by ${token.created_by ?? "someone not noted"}`}
                  </span>
                </span>
              </td>
              <td>
                <div className={classes.actions}>
                  <WriteButton
                    size="compact-xs"
                    variant="default"
                    aria-label={`Revoke ${token.name} ${token.prefix}…`}
                    onClick={() => props.onRevoke(token)}
                  >
                    Revoke
                  </WriteButton>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The day a token ends; a token that has ended says so, for it is of no use any more. */
function Expiry({ token }: { token: ApiTokenAnswer }) {
  const [zone] = usePreference<Zone>("zone", ["local", "utc"], "local");
  if (token.expires_at === null) return "never";
  if (hasExpired(token, serverNowMs())) return <b>expired</b>;
  const atMs = Date.parse(token.expires_at);
  return (
    <time dateTime={token.expires_at} title={dayAndTime(atMs, zone, true)}>
      {dayName(atMs, zone)}
    </time>
  );
}
