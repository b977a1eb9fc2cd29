import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";

/**
 * Drives a running sandbox by hand: `npm run sandbox -- <command> [options]`. The sandbox is the one SANDBOX_URL names,
 * else the one that wrote `sandbox.json` in SANDBOX_DATA_DIR (default `.data/sandbox`).
 */
const usage = `Usage: npm run sandbox -- <command> [options]

  status                                   what is there
  demo        [--lines-per-second 20]      app, add-on, an hour of history and traffic
  provision   --app A [--plan test] [--option key=value ...]
  attach      --app A --resource R [--name NAME]
  detach      --attachment ID
  plan        --resource R --plan P
  deprovision --resource R
  sso         --resource R [--app A] [--user EMAIL]
  traffic     --app A --lines-per-second N [--incident-every-seconds S]     0 stops
  history     --app A [--lines 2000] [--minutes 60]
  noise       --app A --kind deploy|crash|h12|r14|config|scale|console [--user EMAIL]
  say         --app A --text "a line"
  audit       [--account A] [--starts-on 2024-01-01 [--events-per-day 50]] [--events-per-minute N]     0 stops
  token       --user EMAIL [--scope read]  an HRKU- token of that user
  stats                                    what became of the frames`;

type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

interface Command {
  options: readonly string[];
  required?: readonly string[];
  method?: "GET" | "POST";
  path: string;
  /** The request's body, or query for GET. */
  body?: (values: Values) => Record<string, unknown>;
}

/** Option `lines-per-second` becomes the member `lines_per_second`. */
const commands: Record<string, Command> = {
  status: { options: [], method: "GET", path: "/status" },
  demo: { options: ["lines-per-second"], path: "/demo" },
  provision: {
    options: ["app", "plan", "option"],
    required: ["app"],
    path: "/provision",
    body: ({ option, ...rest }) => ({ ...rest, options: optionPairs(option) }),
  },
  attach: { options: ["app", "resource", "name"], required: ["app", "resource"], path: "/attach" },
  detach: { options: ["attachment"], required: ["attachment"], path: "/detach" },
  plan: { options: ["resource", "plan"], required: ["resource", "plan"], path: "/plan" },
  deprovision: { options: ["resource"], required: ["resource"], path: "/deprovision" },
  sso: { options: ["resource", "app", "user"], required: ["resource"], method: "GET", path: "/sso" },
  traffic: {
    options: ["app", "lines-per-second", "incident-every-seconds"],
    required: ["app", "lines-per-second"],
    path: "/traffic",
  },
  history: {
    options: ["app", "lines", "minutes"],
    required: ["app"],
    path: "/history",
    body: ({ app, lines, minutes }) => ({
      app,
      ...(lines === undefined ? {} : { lines: Number(lines) }),
      ...(minutes === undefined ? {} : { minutes: Number(minutes) }),
    }),
  },
  noise: { options: ["app", "kind", "user"], required: ["app", "kind"], path: "/noise" },
  say: {
    options: ["app", "text"],
    required: ["app", "text"],
    path: "/messages",
    body: ({ app, text }) => ({ app, messages: [{ text: `${String(text)}\n` }] }),
  },
  audit: { options: ["account", "starts-on", "events-per-day", "events-per-minute"], path: "/audit" },
  token: {
    options: ["user", "scope"],
    required: ["user"],
    path: "/tokens",
    body: ({ user, scope }) => ({ user, ...(scope === undefined ? {} : { scope: String(scope).split(",") }) }),
  },
  stats: { options: [], method: "GET", path: "/drain-stats" },
};

async function main(argv: string[]): Promise<number> {
  const [name = "", ...rest] = argv;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return say(usage, name === "" || name === "help" || name === "--help" ? 0 : 2);
  const config: ParseArgsConfig["options"] = Object.fromEntries(
    command.options.map((option) => [option, { type: "string" as const, multiple: option === "option" }]),
  );
  const { values } = parseArgs({ args: rest, options: config, strict: true });
  const missing = (command.required ?? []).filter((option) => values[option] === undefined);
  if (missing.length > 0) return say(`Missing --${missing.join(", --")}\n\n${usage}`, 2);
  const renamed: Values = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key.replaceAll("-", "_"), value]),
  );
  const { status, body } = await call(command, command.body ? command.body(renamed) : renamed);
  return say(JSON.stringify(body, null, 2), status >= 200 && status <= 299 ? 0 : 1);
}

async function call(command: Command, body: Record<string, unknown>): Promise<{ status: number; body: unknown }> {
  const isGet = command.method === "GET";
  const query = isGet ? `?${new URLSearchParams(body as Record<string, string>)}` : "";
  const response = await fetch(`${findSandbox()}/sandbox${command.path}${query}`, {
    method: command.method ?? "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    ...(isGet ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** @throws Error in one sentence when no sandbox is known */
function findSandbox(): string {
  const { SANDBOX_URL, SANDBOX_DATA_DIR } = process.env;
  if (SANDBOX_URL) return SANDBOX_URL.replace(/\/$/, "");
  const path = join(SANDBOX_DATA_DIR || join(".data", "sandbox"), "sandbox.json");
  try {
    return (JSON.parse(readFileSync(path, "utf8")) as { url: string }).url;
  } catch {
    throw new Error(`No running sandbox: ${path} is not there and SANDBOX_URL is not set. Start one with npm start.`);
  }
}

/** `--option fork=DATABASE --option wait` as `addons:create` would pass them. */
function optionPairs(option: Values[string]): Record<string, string> {
  const pairs = Array.isArray(option) ? option : [];
  return Object.fromEntries(
    pairs.map(String).map((pair) => {
      const [key = "", ...value] = pair.split("=");
      return [key, value.length === 0 ? "true" : value.join("=")];
    }),
  );
}

function say(text: string, exitCode: number): number {
  (exitCode === 2 ? process.stderr : process.stdout).write(`${text}\n`);
  return exitCode;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const { message, cause } = error as Error & { cause?: { code?: string } };
  process.exitCode = say(cause?.code ? `The sandbox does not answer (${cause.code}).` : message, 2);
}
