import { randomBytes } from "node:crypto";
import type { Services } from "../../context.ts";
import { Fault } from "../../errors.ts";
import type { AlertRow } from "../../stores/postgres/alerts.ts";

/** Who is told. */
export type Destination = { kind: "webhook" | "slack"; url: string } | { kind: "pagerduty"; routing_key: string };

/** The same as it is kept, and the secret of a new webhook. */
export interface SealedDestination {
  columns: Pick<AlertRow, "destination_kind" | "destination_sealed" | "destination_shown" | "signing_secret_sealed">;
  signingSecret: string | null;
}

const DESTINATION = "alerts.destination";
const SIGNING_SECRET = "alerts.signing_secret";

/** 24 to 64 bytes are allowed. Source: Standard Webhooks specification, "Signature scheme". */
const SIGNING_SECRET_BYTES = 32;

/** @throws Fault alert.bad_address when this service calls no such address */
export function sealDestination(
  { secrets, clients }: Pick<Services, "secrets" | "clients">,
  destination: Destination,
): SealedDestination {
  const refusal = destination.kind === "pagerduty" ? null : clients.alertTargets.refusalOf(destination.url);
  if (refusal !== null) throw new Fault("alert.bad_address", { fill: { problem: refusal } });
  const signingSecret =
    destination.kind === "webhook" ? `whsec_${randomBytes(SIGNING_SECRET_BYTES).toString("base64")}` : null;
  return {
    columns: {
      destination_kind: destination.kind,
      destination_sealed: secrets.seal(secretOf(destination), DESTINATION),
      destination_shown: shownOf(destination),
      signing_secret_sealed: signingSecret && secrets.seal(signingSecret, SIGNING_SECRET),
    },
    signingSecret,
  };
}

/** Where an alert's messages go, and with what a webhook's are signed. */
export function openDestination(
  { secrets }: Pick<Services, "secrets">,
  row: AlertRow,
): { destination: Destination; signingSecret: string | null } {
  const secret = secrets.open(row.destination_sealed, DESTINATION);
  return {
    destination:
      row.destination_kind === "pagerduty"
        ? { kind: "pagerduty", routing_key: secret }
        : { kind: row.destination_kind, url: secret },
    signingSecret: row.signing_secret_sealed && secrets.open(row.signing_secret_sealed, SIGNING_SECRET),
  };
}

const secretOf = (destination: Destination) =>
  destination.kind === "pagerduty" ? destination.routing_key : destination.url;

/** A path or a query may be the secret, so of a URL the host is shown, and of a key its end. */
function shownOf(destination: Destination): string {
  return destination.kind === "pagerduty" ? `…${destination.routing_key.slice(-4)}` : new URL(destination.url).host;
}
