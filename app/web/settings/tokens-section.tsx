import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiTokenAnswer } from "../../contract/api.ts";
import { getTokens } from "../lib/api.ts";
import { Moment } from "../shell/moment.tsx";
import { ProblemLine } from "../shell/problem-line.tsx";
import sheet from "../shell/sheet.module.css";
import { WriteButton } from "../shell/write-button.tsx";
import { CreateToken } from "./create-token.tsx";
import classes from "./kept-list.module.css";
import { RevokeToken } from "./revoke-token.tsx";
import { TokenTable } from "./token-table.tsx";

type Open = { what: "create" } | { what: "revoke"; token: ApiTokenAnswer } | null;

/** What programs call the API with: list, create, revoke. */
export function TokensSection({ app }: { app: string | null }) {
  const [open, setOpen] = useState<Open>(null);
  const tokens = useQuery({
    queryKey: ["tokens"],
    queryFn: ({ signal }) => getTokens(signal),
    refetchInterval: 60_000,
  });
  const close = () => setOpen(null);
  const living = tokens.data?.data.filter((token) => token.revoked_at === null) ?? [];
  const revoked = tokens.data?.data.filter((token) => token.revoked_at !== null) ?? [];
  return (
    <section className={sheet.section} aria-labelledby="tokens">
      <div className={classes.head}>
        <h2 className={sheet.heading} id="tokens">
          API tokens
        </h2>
        <WriteButton
          size="compact-sm"
          variant="default"
          disabled={!tokens.data}
          onClick={() => setOpen({ what: "create" })}
        >
          New token
        </WriteButton>
      </div>
      <p className={sheet.lead}>
        Programs send one as <code>Authorization: Bearer dt_…</code> to <code>{location.origin}/api/v1</code>, whose
        calls <a href="/api/v1/openapi.json">openapi.json</a> lists. <b>read</b> looks at what this dashboard shows;{" "}
        <b>admin</b> also changes it.
      </p>
      {tokens.isError ? (
        <ProblemLine error={tokens.error} />
      ) : (
        living.length > 0 && <TokenTable tokens={living} onRevoke={(token) => setOpen({ what: "revoke", token })} />
      )}
      {revoked.length > 0 && (
        <details className={classes.revoked}>
          <summary>Revoked in the last 30 days ({revoked.length})</summary>
          <ul>
            {revoked.map((token) => (
              <li key={token.id}>
                {token.name} (<code>{token.prefix}…</code>), <Moment at={token.revoked_at ?? token.created_at} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {open?.what === "create" && <CreateToken onClose={close} />}
      {open?.what === "revoke" && <RevokeToken token={open.token} app={app} onClose={close} />}
    </section>
  );
}
