import { type EventSourceMessage, EventSourceParserStream } from "eventsource-parser/stream";
import type { Line } from "../../app/contract/line.ts";
import { type Api, CommandError, RefusedError } from "../api.ts";
import { lineText } from "../terminal/line-text.ts";
import type { Output } from "../terminal/output.ts";
import { Retry } from "./retry.ts";

/** The service sends something every 15 s; after three times that the connection is dead, whatever this machine thinks of it. */
const SILENCE_MS_MAX = 45_000;

/**
 * Prints lines as they are stored, until the access ends. After a break it goes on behind the last line it had: the service sends what was
 * missed, and says how many more there were.
 *
 * @throws CommandError when the service does not let it in, cannot be reached at first, or access has ended
 */
export async function tail(api: Api, output: Output, query: string): Promise<never> {
  let lastId: string | null = null;
  const retry = new Retry();
  let hasBegun = false;
  const begun = () => {
    // A quiet app's tail would otherwise look like one that hangs.
    if (!hasBegun) output.note("note: following new lines; Ctrl-C ends it.");
    hasBegun = true;
  };
  for (;;) {
    try {
      for await (const event of events(api, query, lastId, begun)) {
        retry.reset();
        if (event.event === "line") {
          output.out(JSON.parse(event.data) as Line, lineText);
          lastId = event.id ?? lastId;
        } else if (event.event === "skipped") {
          output.note(
            `note: ${(JSON.parse(event.data) as { count: number }).count} lines were left out; search for them.`,
          );
        } else if (event.event === "ended")
          throw new EndedError("Access has ended: the token, or the add-on, is no more.");
      }
    } catch (error) {
      // What never worked is not waited for: it is a wrong address more often than an outage.
      if (!hasBegun || error instanceof EndedError || (error instanceof RefusedError && !error.isForNow)) throw error;
    }
    const missed = lastId === null ? " Lines until then are not shown; search for them." : "";
    output.note(`note: the connection broke; again in ${retry.waitMs / 1_000} s.${missed}`);
    await retry.wait();
  }
}

class EndedError extends CommandError {}

async function* events(
  api: Api,
  query: string,
  lastId: string | null,
  onOpen: () => void,
): AsyncGenerator<EventSourceMessage> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), SILENCE_MS_MAX);
  const headers: Record<string, string> = lastId === null ? {} : { "last-event-id": lastId };
  try {
    const { body } = await api.open("/logs/tail", { query }, { headers, signal: silence.signal });
    onOpen();
    if (body === null) return;
    const heard = new TransformStream<Uint8Array, Uint8Array>({
      transform(bytes, to) {
        timer.refresh();
        to.enqueue(bytes);
      },
    });
    const parsed = body
      .pipeThrough(heard)
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream());
    yield* parsed;
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}
