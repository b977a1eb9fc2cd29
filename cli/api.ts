import type { Problem } from "../app/contract/api.ts";

/** What the command line cannot do, in words for who typed it. */
export class CommandError extends Error {}

/** The service refused a call. */
export class RefusedError extends CommandError {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  /** Whether the same call may be let in later. */
  get isForNow(): boolean {
    return this.status === 429 || this.status >= 500;
  }
}

export interface Api {
  /** @throws RefusedError; CommandError when the service cannot be reached */
  get<Answer>(path: string, params?: Params): Promise<Answer>;
  /** An answer whose body is read as it comes. @throws as `get` */
  open(
    path: string,
    params: Params,
    options: { headers: Record<string, string>; signal: AbortSignal },
  ): Promise<Response>;
}

/** Those that are undefined are not sent. */
export type Params = Readonly<Record<string, string | number | undefined>>;

const HOW_TO_SET = `Set both for the app whose logs you want:

  export DRAINTRAIL_URL=$(heroku config:get DRAINTRAIL_URL -a APP)
  export DRAINTRAIL_API_TOKEN=$(heroku config:get DRAINTRAIL_API_TOKEN -a APP)`;

/** A page of a search may take ten seconds of the service's own, and waits as long for its turn. */
const ANSWER_MS_MAX = 45_000;

/**
 * The API of one add-on, as the environment names it. The token is taken from there alone: an argument would be seen by everybody on
 * the machine, and stay in the shell's history.
 *
 * @throws CommandError when something is missing, or the token would go over the network unencrypted
 */
export function apiOf(env: Readonly<Record<string, string | undefined>>): Api {
  const { DRAINTRAIL_URL: base, DRAINTRAIL_API_TOKEN: token } = env;
  if (!base || !token)
    throw new CommandError(`${base ? "DRAINTRAIL_API_TOKEN" : "DRAINTRAIL_URL"} is not set. ${HOW_TO_SET}`);
  checkBase(base);
  const send = async (path: string, params: Params, options: RequestInit): Promise<Response> => {
    const url = new URL(`${base.replace(/\/$/, "")}${path}`);
    for (const [name, value] of Object.entries(params)) if (value !== undefined) url.searchParams.set(name, `${value}`);
    const headers = { ...options.headers, authorization: `Bearer ${token}` };
    let response: Response;
    try {
      // Not followed: the token is for this service.
      response = await fetch(url, { ...options, headers, redirect: "error" });
    } catch (error) {
      throw new CommandError(`${url.origin} could not be reached: ${reasonOf(error)}`);
    }
    if (!response.ok) throw new RefusedError(response.status, await refusalOf(response));
    return response;
  };
  return {
    async get<Answer>(path: string, params: Params = {}) {
      const response = await send(path, params, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
      return (await response.json()) as Answer;
    },
    open: send,
  };
}

function checkBase(base: string): void {
  const url = URL.canParse(base) ? new URL(base) : null;
  const isLocal = url !== null && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLocal)) return;
  throw new CommandError(`DRAINTRAIL_URL is no https address. ${HOW_TO_SET}`);
}

async function refusalOf(response: Response): Promise<string> {
  try {
    const { detail, code } = (await response.json()) as Partial<Problem>;
    if (detail && code) return `${detail} (${code})`;
  } catch {
    // Not our JSON: whatever stands before the service has answered.
  }
  return `The service answered ${response.status}.`;
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return (cause as Error | undefined)?.message || message;
}
