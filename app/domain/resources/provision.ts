import { randomBytes } from "node:crypto";
import type { Services } from "../../context.ts";
import { Fault } from "../../errors.ts";
import { fingerprint, sha256Hex } from "../../lib/secrets.ts";
import * as apiTokens from "../../stores/postgres/api-tokens.ts";
import * as attachments from "../../stores/postgres/attachments.ts";
import * as credentials from "../../stores/postgres/credentials.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { findPlan, planIds } from "./plans.ts";
import { drainUrl, type ResourceConfig, resourceConfig } from "./resource-config.ts";

/** What `POST /heroku/resources` asks. Source: Dev Center "Add-on Partner API Reference". */
export interface ProvisionInput {
  uuid: string;
  name: string;
  plan: string;
  region: string;
  callbackUrl: string | null;
  options: Record<string, string>;
  logDrainToken: string | null;
  grant: { code: string; expiresAt: Date } | null;
}

export interface ProvisionAnswer {
  /** 202 for a slow plan: config and drain follow through Heroku's API. */
  status: 200 | 202;
  body: { id: string; config?: ResourceConfig; log_drain_url?: string; message: string };
}

/**
 * Creates the resource, or finds the one this uuid made: the same uuid always gets the same answer, token included.
 * Resource, drain token and credential are committed before anything is answered, because log traffic can follow at
 * once.
 *
 * @throws Fault partner.unknown_plan, partner.unsupported_option, resource.gone (a tombstone is never revived)
 */
export async function provision(services: Services, input: ProvisionInput): Promise<ProvisionAnswer> {
  const { stores, secrets, queues, log } = services;
  const known = await resources.find(stores.pg, input.uuid);
  // Before the plan and the options: for a resource that is gone no other choice of them would do, and one that lives has its own.
  refuseTombstone(known);
  if (known === null) checkChoices(input);
  const token = newApiToken();
  const { row, isNew } = await stores.pg.transaction(async (tx) => {
    const found = await resources.insertOrFind(tx, {
      id: input.uuid,
      name: input.name,
      plan: input.plan,
      region: input.region,
      callback_url: input.callbackUrl,
      options: input.options,
      heroku_access: input.grant ? "pending" : "none",
      api_token_sealed: secrets.seal(token, "resources.api_token"),
      // Without a grant nobody could tell Heroku that we are done, so even a slow plan is then provisioned at once.
      is_async: findPlan(input.plan)?.isSlow === true && input.grant !== null,
    });
    refuseTombstone(found.row);
    if (found.isNew)
      await apiTokens.insert(tx, {
        resource_id: input.uuid,
        name: "DRAINTRAIL_API_TOKEN",
        token_hash: sha256Hex(token),
        prefix: token.slice(0, API_TOKEN_PREFIX_CHARS),
        scopes: ["read"],
      });
    if (input.logDrainToken !== null)
      await attachments.upsert(tx, {
        resource_id: input.uuid,
        log_drain_token_hash: sha256Hex(input.logDrainToken),
        log_drain_token_sealed: secrets.seal(input.logDrainToken, "attachments.log_drain_token"),
        log_drain_token_fingerprint: fingerprint(input.logDrainToken),
      });
    if (input.grant && found.row.heroku_access !== "ok")
      await credentials.saveGrant(tx, input.uuid, {
        grant_code_sealed: secrets.seal(input.grant.code, "credentials.grant_code"),
        grant_expires_at: input.grant.expiresAt,
      });
    return found;
  });

  await stores.notices.resourceChanged(input.uuid);
  // Not awaited into the answer: a grant that is not exchanged costs Heroku access, never the provisioning.
  if (input.grant && row.heroku_access !== "ok")
    void queues
      .enqueue("exchange-grant", { resourceId: input.uuid })
      .catch((error: unknown) => log.error({ err: error, resourceId: input.uuid }, "grant exchange not queued"));
  log.info({ resourceId: input.uuid, plan: row.plan, isNew }, "provisioned");
  return answerFor(services, row);
}

function checkChoices({ plan, options }: ProvisionInput): void {
  if (!findPlan(plan)) throw new Fault("partner.unknown_plan", { fill: { plans: planIds.join(", ") } });
  const [option] = Object.keys(options);
  if (option !== undefined) throw new Fault("partner.unsupported_option", { fill: { option: `--${option}` } });
}

function refuseTombstone(row: resources.ResourceRow | null): void {
  if (row?.state === "deprovisioned") throw new Fault("resource.gone", { detail: `provision of tombstone ${row.id}` });
}

function answerFor(services: Services, row: resources.ResourceRow): ProvisionAnswer {
  if (row.is_async)
    return { status: 202, body: { id: row.id, message: "Draintrail is being set up; this takes about a minute." } };
  return {
    status: 200,
    body: {
      id: row.id,
      config: resourceConfig(services, row),
      log_drain_url: drainUrl(services),
      message: `Draintrail is ready: your logs arrive within seconds. Open it with \`heroku addons:open ${services.config.addon.id}\`.`,
    },
  };
}

/** `dt_` and eight characters tell tokens apart in a list and reveal nothing that helps to guess the rest. */
const API_TOKEN_PREFIX_CHARS = 11;

/** 32 random bytes: nothing to brute-force, so a plain hash is enough at rest. */
function newApiToken(): string {
  return `dt_${randomBytes(32).toString("base64url")}`;
}
