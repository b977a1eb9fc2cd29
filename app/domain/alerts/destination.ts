import { randomBytes } from "node:crypto";
import type { Ctx, Services } from "../../context.ts";
import { Fault } from "../../errors.ts";
import type { AlertRow, DestinationKind } from "../../stores/postgres/alerts.ts";
import { hasVerifiedAddress } from "../../stores/postgres/visits.ts";

/** Who is told. */
export type Destination =
  | { kind: "webhook" | "slack"; url: string }
  | { kind: "pagerduty"; routing_key: string }
  | { kind: "email"; address: string };

/** The same as it is kept, and the secret of a new webhook. */
export interface SealedDestination {
  columns: Pick<AlertRow, "destination_kind" | "destination_sealed" | "destination_shown" | "signing_secret_sealed">;
  signingSecret: string | null;
}

const DESTINATION = "alerts.destination";
const SIGNING_SECRET = "alerts.signing_secret";

/** 24 to 64 bytes are allowed. Source: Standard Webhooks specification, "Signature scheme". */
const SIGNING_SECRET_BYTES = 32;

/**
 * @throws Fault alert.bad_address when this service calls no such address; alert.no_mail; alert.unknown_address: mail goes to people
 *   of whom Heroku said that they belong here and that the address is theirs, so that nobody's is misused
 */
export async function sealDestination(ctx: Ctx, destination: Destination): Promise<SealedDestination> {
  await checkDestination(ctx, destination);
  const { secrets } = ctx;
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

async function checkDestination({ stores, clients, resourceId }: Ctx, destination: Destination): Promise<void> {
  if (destination.kind === "email") {
    if (clients.mailer === null) throw new Fault("alert.no_mail");
    if (!(await hasVerifiedAddress(stores.pg, resourceId, destination.address)))
      throw new Fault("alert.unknown_address");
  } else if (destination.kind !== "pagerduty") {
    const refusal = clients.alertTargets.refusalOf(destination.url);
    if (refusal !== null) throw new Fault("alert.bad_address", { fill: { problem: refusal } });
  }
}

/** Where an alert's messages go, and with what a webhook's are signed. */
export function openDestination(
  { secrets }: Pick<Services, "secrets">,
  row: AlertRow,
): { destination: Destination; signingSecret: string | null } {
  const secret = secrets.open(row.destination_sealed, DESTINATION);
  return {
    destination: destinationOf(row.destination_kind, secret),
    signingSecret: row.signing_secret_sealed && secrets.open(row.signing_secret_sealed, SIGNING_SECRET),
  };
}

function destinationOf(kind: DestinationKind, secret: string): Destination {
  if (kind === "pagerduty") return { kind, routing_key: secret };
  return kind === "email" ? { kind, address: secret } : { kind, url: secret };
}

function secretOf(destination: Destination): string {
  if (destination.kind === "pagerduty") return destination.routing_key;
  return destination.kind === "email" ? destination.address : destination.url;
}

/** A path or a query may be the secret, so of a URL the host is shown, and of a key its end. */
function shownOf(destination: Destination): string {
  if (destination.kind === "pagerduty") return `…${destination.routing_key.slice(-4)}`;
  return destination.kind === "email" ? destination.address : new URL(destination.url).host;
}
