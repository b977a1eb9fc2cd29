import { z } from "zod";
import { moment } from "./parts.ts";

export const manualDrainAnswer = z.object({
  id: z.string(),
  name: z.string(),
  created_at: moment(),
  last_frame_at: moment().nullable().describe("Null when nothing came in the last three days"),
  is_pinning: z.boolean().describe("The first `Logplex-Drain-Token` seen becomes the only one accepted"),
  pinned_token_fingerprint: z
    .string()
    .nullable()
    .describe(
      "First 12 hex digits of the pinned token's SHA-256; null until a token was seen under the current secret",
    ),
  rotated_at: moment().nullable(),
  revoked_at: moment().nullable(),
});

/** `GET /api/v1/drains`: the drains a customer sets by hand; a revoked one stays listed for 30 days. */
export const manualDrainsAnswer = z.object({ data: z.array(manualDrainAnswer) });

/** `POST /api/v1/drains`: `url` holds the secret, which is said this once. */
export const manualDrainSecretAnswer = manualDrainAnswer.extend({
  url: z.string().describe("Holds the secret, which is said this once"),
  command: z.string(),
  telemetry_command: z.string().describe("For apps of the Fir generation; holds the secret, too"),
});

/** `POST /api/v1/drains/:id/rotate` */
export const manualDrainRotatedAnswer = manualDrainSecretAnswer.extend({ previous_secret_valid_until: moment() });

export const apiTokenAnswer = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string().describe("`dt_` and eight characters: to tell tokens apart"),
  scopes: z.array(z.enum(["read", "admin"])).describe("`read` looks, `admin` also changes"),
  created_at: moment(),
  created_by: z
    .string()
    .nullable()
    .describe(
      "An e-mail address, or the prefix of an API token; null for the add-on's own, and where it was not noted",
    ),
  last_used_at: moment().nullable().describe("To the minute"),
  expires_at: moment().nullable(),
  revoked_at: moment().nullable(),
});

/** `GET /api/v1/tokens`: oldest first; a revoked one stays listed for 30 days. */
export const apiTokensAnswer = z.object({ data: z.array(apiTokenAnswer) });

/** `POST /api/v1/tokens`: `token` is said this once. */
export const apiTokenSecretAnswer = apiTokenAnswer.extend({ token: z.string().describe("Said this once") });
