import type { Services } from "../../context.ts";
import type { ResourceRow } from "../../stores/postgres/resources.ts";

/** The config vars of the manifest; a test holds the two together. */
export interface ResourceConfig extends Record<string, string> {
  DRAINTRAIL_URL: string;
  DRAINTRAIL_API_TOKEN: string;
}

/** What the customer's app gets: the API's address and a token that reads. */
export function resourceConfig({ config, secrets }: Services, row: ResourceRow): ResourceConfig {
  if (row.api_token_sealed === null) throw new Error(`live resource ${row.id} without API token`);
  return {
    DRAINTRAIL_URL: `${config.baseUrl}/api/v1`,
    DRAINTRAIL_API_TOKEN: secrets.open(row.api_token_sealed, "resources.api_token"),
  };
}

/** One for all resources: the drain token tells whose frame it is, as Heroku asks of partners. */
export function drainUrl({ config }: Services): string {
  return `${config.baseUrl}/drain`;
}
