import { randomBytes } from "node:crypto";
import type { Ctx } from "../../context.ts";
import type { ManualDrainAnswer, ManualDrainSecretAnswer } from "../../contract/api.ts";
import { writeBasic } from "../../lib/basic-credentials.ts";
import { lastReceivedByDrain } from "../../stores/clickhouse/log-lines.ts";
import type { ManualDrainRow } from "../../stores/postgres/manual-drains.ts";

/** A drain silent for longer than this is silent, as on the page's list of attachments. */
const LAST_FRAME_DAYS = 3;

/** 32 random bytes: nothing to brute-force, so a plain hash is enough at rest. */
export function newDrainSecret(): string {
  return `dts_${randomBytes(32).toString("base64url")}`;
}

/** A drain as the API gives it; never its secret. */
export function toManualDrain(row: ManualDrainRow, lastFrameMs: number | undefined): ManualDrainAnswer {
  return {
    id: row.id,
    name: row.name,
    created_at: row.created_at.toISOString(),
    last_frame_at: lastFrameMs === undefined ? null : new Date(lastFrameMs).toISOString(),
    is_pinning: row.is_pinning,
    // As everywhere a token is shown: the first 12 hex digits of its hash.
    pinned_token_fingerprint: row.pinned_token_hash?.slice(0, 12) ?? null,
    rotated_at: row.rotated_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
  };
}

/** The same with its URL, which holds the secret: given once, when the secret is made. */
export function withSecret(
  { config }: Pick<Ctx, "config">,
  drain: ManualDrainAnswer,
  secret: string,
): ManualDrainSecretAnswer {
  const url = new URL(`${config.baseUrl}/drain`);
  url.username = drain.id;
  url.password = secret;
  return {
    ...drain,
    url: url.href,
    command: `heroku drains:add '${url.href}' -a <app>`,
    telemetry_command: telemetryCommand(`${config.baseUrl}/otlp`, writeBasic({ user: drain.id, password: secret })),
  };
}

/** For apps of the Fir generation. Source: heroku/cli src/commands/telemetry/add.ts */
function telemetryCommand(endpoint: string, authorization: string): string {
  const headers = JSON.stringify({ Authorization: authorization });
  return `heroku telemetry:add ${endpoint} --app <app> --signals logs --transport http --headers '${headers}'`;
}

/** When each drain last delivered. The log store being away must not keep anyone from revoking a drain: then nothing. */
export async function lastFrames({ stores, resourceId, clock, log }: Ctx): Promise<Map<string, number>> {
  const sinceMs = clock.now().getTime() - LAST_FRAME_DAYS * 86_400_000;
  return lastReceivedByDrain(stores.clickhouse, resourceId, sinceMs).catch((error: unknown) => {
    log.warn({ err: error, resourceId }, "last frames not known");
    return new Map<string, number>();
  });
}
