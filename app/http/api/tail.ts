import type { RequestHandler, Response } from "express";
import type { Line } from "../../contract/line.ts";
import { type Tail, tailLogs } from "../../domain/logs/tail-logs.ts";
import { ctxOf, isStillLetIn } from "../auth/api-context.ts";
import { readParams, tailParams } from "./params.ts";

/** Proxies close silent connections after 30 to 60 s. */
const HEARTBEAT_MS = 15_000;
/** What one slow client may hold in our memory; past it lines are skipped and counted. About 2 000 lines. */
const BACKLOG_BYTES_MAX = 1024 * 1024;

const STREAM_HEADERS = {
  "Content-Type": "text/event-stream",
  "Cache-Control": "no-store",
  "X-Accel-Buffering": "no", // nginx would hold lines back
};

/**
 * `GET /api/v1/logs/tail`: server-sent events `line`, `skipped {count}`, and `ended` when access ends.
 * Each `line` carries its id, so that a browser reconnects with Last-Event-ID and misses nothing.
 */
export const tailHandler: RequestHandler = async (req, res) => {
  const ctx = ctxOf(res);
  const { query } = readParams(tailParams, req);
  if (req.method === "HEAD") {
    res.writeHead(200, STREAM_HEADERS).end();
    return;
  }
  const lastEventId = req.get("last-event-id") ?? null;
  const stream = new LineStream(res);
  let heartbeat: NodeJS.Timeout | undefined;
  let tail: Tail | null = null;
  let isClosed = false;
  const closed = new Promise((resolve) => res.on("close", resolve));
  const onChange = (resourceId: string) => {
    if (resourceId === ctx.resourceId)
      endWhenGone().catch((error: unknown) => ctx.log.warn({ err: error }, "tail not ended"));
  };
  const endWhenGone = async () => {
    if (!(await isStillLetIn(ctx))) stream.end();
  };
  // By the clock and not by a timer, which cannot count to the end of a token of next year.
  const whileAllowed = (write: () => void) => {
    if (ctx.actor.endsAt === null || ctx.clock.now() < ctx.actor.endsAt) write();
    else stream.end();
  };
  const forget = ctx.stores.notices.onResourceChanged(onChange);
  ctx.metrics.tailClients.inc();
  // Also when the missed lines cannot be read: that error destroys the answer, and its end leads here.
  res.on("close", () => {
    isClosed = true;
    clearInterval(heartbeat);
    forget();
    ctx.metrics.tailClients.dec();
    tail?.stop().catch((error: unknown) => ctx.log.warn({ err: error }, "tail not closed"));
  });
  // Not before the tail listens: a client that has its 200 may count on every line from then on.
  const open = () => {
    if (isClosed) return;
    res.writeHead(200, STREAM_HEADERS);
    res.write("retry: 2000\n\n");
    heartbeat = setInterval(() => whileAllowed(() => stream.beat()), HEARTBEAT_MS);
  };
  tail = await tailLogs(
    ctx,
    { query, lastEventId },
    {
      open,
      lines: (lines) => whileAllowed(() => stream.send(lines)),
      skipped: (count) => whileAllowed(() => stream.skip(count)),
    },
  );
  if (isClosed) await tail.stop();
  await closed; // as long as it is open, this call takes its turn
};

/** Writes lines while the client keeps up; counts what it skips and says so as soon as there is room again. Nothing follows its end. */
class LineStream {
  readonly #res: Response;
  #skipped = 0;
  constructor(res: Response) {
    this.#res = res;
    res.on("drain", () => this.#tellSkipped());
  }
  beat(): void {
    if (!this.#res.writableEnded) this.#res.write(": still here\n\n");
  }
  end(): void {
    if (!this.#res.writableEnded) this.#res.end('event: ended\ndata: {"code":"auth.session_ended"}\n\n');
  }
  send(lines: Line[]): void {
    if (this.#res.writableEnded) return;
    for (const line of lines) {
      if (this.#res.writableLength > BACKLOG_BYTES_MAX) {
        this.#skipped++;
        continue;
      }
      this.#tellSkipped();
      this.#res.write(`event: line\nid: ${line.id}\ndata: ${JSON.stringify(line)}\n\n`);
    }
  }
  /** Lines that were left out before they came here. */
  skip(count: number): void {
    this.#skipped += count;
    if (this.#res.writableLength <= BACKLOG_BYTES_MAX) this.#tellSkipped();
  }
  #tellSkipped(): void {
    if (this.#skipped === 0 || this.#res.writableEnded) return;
    this.#res.write(`event: skipped\ndata: {"count":${this.#skipped}}\n\n`);
    this.#skipped = 0;
  }
}
