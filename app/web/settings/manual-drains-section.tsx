import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ManualDrainAnswer } from "../../contract/api.ts";
import { getDrains } from "../lib/api.ts";
import cards from "../shell/card-table.module.css";
import { Moment } from "../shell/moment.tsx";
import { ProblemLine } from "../shell/problem-line.tsx";
import sheet from "../shell/sheet.module.css";
import { WriteButton } from "../shell/write-button.tsx";
import { CreateDrain } from "./create-drain.tsx";
import classes from "./kept-list.module.css";
import { RevokeDrain } from "./revoke-drain.tsx";
import { RotateDrain } from "./rotate-drain.tsx";

type Open = { what: "create" } | { what: "rotate" | "revoke"; drain: ManualDrainAnswer } | null;

/** Drains a customer sets by hand: list, create, rotate, revoke. */
export function ManualDrainsSection() {
  const [open, setOpen] = useState<Open>(null);
  const drains = useQuery({
    queryKey: ["drains"],
    queryFn: ({ signal }) => getDrains(signal),
    refetchInterval: 60_000,
  });
  const close = () => setOpen(null);
  const living = drains.data?.data.filter((drain) => drain.revoked_at === null) ?? [];
  const revoked = drains.data?.data.filter((drain) => drain.revoked_at !== null) ?? [];
  return (
    <section className={sheet.section} aria-labelledby="manual-drains">
      <div className={classes.head}>
        <h2 className={sheet.heading} id="manual-drains">
          Manual drains
        </h2>
        <WriteButton
          size="compact-sm"
          variant="default"
          disabled={!drains.data}
          onClick={() => setOpen({ what: "create" })}
        >
          New drain
        </WriteButton>
      </div>
      <p className={sheet.lead}>
        For logs the add-on's own drain does not bring: Private and Shield Spaces, apps of the Fir generation (by
        OpenTelemetry), apps it is not attached to, and other senders. Everyone else needs none.
      </p>
      {drains.isError ? (
        <ProblemLine error={drains.error} />
      ) : (
        living.length > 0 && <DrainTable drains={living} onOpen={setOpen} />
      )}
      {revoked.length > 0 && (
        <details className={classes.revoked}>
          <summary>Revoked in the last 30 days ({revoked.length})</summary>
          <ul>
            {revoked.map((drain) => (
              <li key={drain.id}>
                {drain.name}, <Moment at={drain.revoked_at ?? drain.created_at} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {open?.what === "create" && <CreateDrain onClose={close} />}
      {open?.what === "rotate" && <RotateDrain drain={open.drain} onClose={close} />}
      {open?.what === "revoke" && <RevokeDrain drain={open.drain} onClose={close} />}
    </section>
  );
}

function DrainTable(props: { drains: readonly ManualDrainAnswer[]; onOpen: (open: Open) => void }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must scroll by keyboard, too
    <section className={sheet.scroll} aria-label="Manual drains" tabIndex={0}>
      <table className={`${sheet.table} ${cards.table}`}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Last delivery</th>
            <th scope="col">Token</th>
            <th scope="col">Created</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.drains.map((drain) => (
            <tr key={drain.id}>
              <th scope="row" className={cards.name} title={drain.name}>
                {drain.name}
              </th>
              <td data-label="Last delivery">
                {drain.last_frame_at === null ? "none lately" : <Moment at={drain.last_frame_at} />}
              </td>
              <td data-label="Token">
                {!drain.is_pinning ? (
                  "any"
                ) : drain.pinned_token_fingerprint === null ? (
                  "the first seen"
                ) : (
                  <code title="The beginning of the pinned token's SHA-256">{drain.pinned_token_fingerprint}</code>
                )}
              </td>
              <td data-label="Created">
                <Moment at={drain.created_at} />
              </td>
              <td>
                <div className={classes.actions}>
                  <WriteButton
                    size="compact-xs"
                    variant="default"
                    aria-label={`Rotate the secret of ${drain.name}`}
                    onClick={() => props.onOpen({ what: "rotate", drain })}
                  >
                    Rotate
                  </WriteButton>
                  <WriteButton
                    size="compact-xs"
                    variant="default"
                    aria-label={`Revoke ${drain.name}`}
                    onClick={() => props.onOpen({ what: "revoke", drain })}
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
