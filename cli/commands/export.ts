import type { Line } from "../../app/contract/line.ts";
import { type Api, CommandError, RefusedError } from "../api.ts";
import type { Output } from "../terminal/output.ts";
import { Retry } from "./retry.ts";
import type { Range } from "./search.ts";

/** The service reads a page in seconds, whatever else it has to do; a connection that is silent for longer is dead. */
const SILENCE_MS_MAX = 60_000;
/** Breaks in a row without a line between them: with the waits half a minute, which a restart of the service takes not. */
const BREAKS_MAX = 5;

/** Lines in order of time, and where the next part begins. */
interface Written {
  lines: number;
  /** The last one, as JSON. */
  last: string | null;
}

/**
 * Prints every line of a range as JSON, oldest first. The service gives out so many at a time and a connection may break: what is
 * missing is asked for behind the last whole line, so each line comes once.
 *
 * @returns how many
 * @throws  CommandError when it could not be finished; what was printed until then is whole lines
 */
export async function exportLines(
  api: Api,
  output: Output,
  { query, from, to }: Omit<Range, "count">,
): Promise<number> {
  const written: Written = { lines: 0, last: null };
  // Else what comes meanwhile would be exported, too, and a busy app's export might never end.
  const range = { query, from, to: to ?? new Date().toISOString() };
  const retry = new Retry();
  for (;;) {
    const before = written.lines;
    try {
      const limit = await writePart(api, output, range, written);
      if (written.lines - before < limit) return written.lines;
    } catch (error) {
      // What nobody let in at first is a wrong address or token more often than an outage; a file that breaks off is neither.
      const isOver = written.lines === 0 || (error instanceof RefusedError && !error.isForNow);
      if (error instanceof CommandError && isOver) throw error;
      if (written.lines > before) retry.reset();
      if (retry.count === BREAKS_MAX)
        throw new CommandError(`The connection broke again and again. ${exported(written)}`);
      output.note(
        `note: the connection broke after ${written.lines} lines; it goes on behind them in ${retry.waitMs / 1_000} s.`,
      );
      await retry.wait();
    }
  }
}

/** @returns how many lines it would have been at most */
async function writePart(api: Api, output: Output, range: Omit<Range, "count">, written: Written): Promise<number> {
  const silence = new AbortController();
  const inTime = async <T>(answer: Promise<T>): Promise<T> => {
    const timer = setTimeout(() => silence.abort(), SILENCE_MS_MAX);
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
    }
  };
  try {
    const params = { ...range, ...behind(written.last) };
    const { body, headers } = await inTime(api.open("/logs/export", params, { headers: {}, signal: silence.signal }));
    const reader = (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value = "" } = await inTime(reader.read());
      if (done) return Number(headers.get("draintrail-limit"));
      const end = value.lastIndexOf("\n") + 1;
      const whole = end === 0 ? "" : rest + value.slice(0, end);
      rest = end === 0 ? rest + value : value.slice(end);
      if (whole === "") continue;
      await output.outJson(whole);
      written.lines += whole.split("\n").length - 1;
      written.last = whole.slice(whole.lastIndexOf("\n", whole.length - 2) + 1, -1);
    }
  } finally {
    silence.abort();
  }
}

function exported({ lines, last }: Written): string {
  return last === null ? "Nothing is exported." : `${lines} lines are exported, up to ${behind(last).from}.`;
}

/** What comes behind a line: since its own time, because a time like `-1h` has gone on meanwhile. */
function behind(last: string | null): { cursor?: string; from?: string } {
  if (last === null) return {};
  const { id, timestamp } = JSON.parse(last) as Line;
  return { cursor: id, from: timestamp };
}
