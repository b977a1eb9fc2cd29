/** The command line: `draintrail search | tail | export | changes | trace`. A client of the API like any other (docs/cli.md). */
import { Command, InvalidArgumentError, Option } from "commander";
import { apiOf, CommandError } from "./api.ts";
import { changes } from "./commands/changes.ts";
import { exportLines } from "./commands/export.ts";
import { type Range, search } from "./commands/search.ts";
import { tail } from "./commands/tail.ts";
import { trace } from "./commands/trace.ts";
import { type OutputOptions, outputOf } from "./terminal/output.ts";

/** Of the service that gave this file out; put in by its build. */
declare const VERSION: string;

/** As grep has them. */
const NOTHING_FOUND = 1;
const TROUBLE = 2;

/** What is held at once, because the newest is printed last. For more there is `export`. */
const COUNT_MAX = 10_000;

interface TimeOptions {
  from: string;
  to?: string;
}

interface RangeOptions extends OutputOptions, TimeOptions {
  count: number;
}

const program = new Command("draintrail")
  .description("Search and follow the logs of a Heroku app, and what was changed, from the add-on Draintrail.")
  .addHelpText(
    "after",
    `
DRAINTRAIL_URL and DRAINTRAIL_API_TOKEN say which add-on: both are config vars of the app.
A query that begins with "-" comes behind "--":  draintrail search -- -kind:router
It ends with 0, with 1 when nothing was found, and with 2 when something went wrong.`,
  )
  .version(VERSION, "-V, --version", "of the service that gave this file out")
  .exitOverride()
  .configureHelp({ showGlobalOptions: true });

withOutput(withRange(program.command("search").description("print the newest lines that match"), 100, "-1h"))
  .argument("[query...]", "as in the search box; empty: every line")
  .action(async (words: string[], options: RangeOptions) => {
    found(await search(apiOf(process.env), outputOf(options), rangeOf(words, options)));
  });

withOutput(program.command("tail").description("print lines as they come, until Ctrl-C"))
  .argument("[query...]", "as in the search box; empty: every line")
  .action(async (words: string[], options: OutputOptions) => {
    await tail(apiOf(process.env), outputOf(options), words.join(" "));
  });

withTimes(program.command("export").description("print every line that matches, oldest first, as JSON"), "-1h")
  .argument("[query...]", "as in the search box; empty: every line")
  .action(async (words: string[], { from, to }: TimeOptions) => {
    found(await exportLines(apiOf(process.env), outputOf({}), { query: words.join(" "), from, to }));
  });

withOutput(withRange(program.command("changes").description("print who changed what"), 50, "-7d"))
  .argument("[query...]", "as on the page Changes; empty: every change")
  .action(async (words: string[], options: RangeOptions) => {
    found(await changes(apiOf(process.env), outputOf(options), rangeOf(words, options)));
  });

withOutput(program.command("trace").description("print all lines of one request"))
  .argument("<request-id>")
  .action(async (requestId: string, options: OutputOptions) => {
    found(await trace(apiOf(process.env), outputOf(options), requestId));
  });

function rangeOf(words: readonly string[], { from, to, count }: RangeOptions): Range {
  return { query: words.join(" "), from, to, count };
}

function withRange(command: Command, count: number, from: string): Command {
  return withTimes(command, from).addOption(
    new Option("-n, --count <number>", `at most ${COUNT_MAX}`).default(count).argParser(countOf),
  );
}

function withTimes(command: Command, from: string): Command {
  return command
    .option("-f, --from <time>", "-15m, -2d, or an ISO time", from)
    .option("-t, --to <time>", "the same; now, unless said");
}

function withOutput(command: Command): Command {
  return command
    .option("-j, --json", "as the API tells it, a JSON object a line")
    .option("-l, --local", "times in the zone of this machine instead of UTC")
    .option("-a, --apps", "name the app of each line")
    .option("--color", "with colours, also into a pipe")
    .option("--no-color", "without");
}

function countOf(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > COUNT_MAX) throw new InvalidArgumentError(`A whole number from 1 to ${COUNT_MAX}.`);
  return count;
}

function found(count: number): void {
  if (count === 0) process.exitCode = NOTHING_FOUND;
}

// Whoever reads has read enough (`| head`): nothing to complain about.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

program.parseAsync().catch((error: unknown) => {
  // Commander has said what it has to say; of its ends, help alone is none.
  const { code, exitCode } = error as { code?: string; exitCode?: number };
  if (code?.startsWith("commander.")) process.exitCode = exitCode === 0 ? 0 : TROUBLE;
  else if (error instanceof CommandError) {
    process.stderr.write(`draintrail: ${error.message}\n`);
    process.exitCode = TROUBLE;
  } else throw error;
});
