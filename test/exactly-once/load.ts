import { frameOf, newFrameId, postFrame, syslogLine } from "../support/frames.ts";

/** What senders sent and were told, by drain token. */
export interface LoadTotals {
  frames: number;
  retries: number;
  /** Frames sent again although they had been acknowledged, as Logplex does when our answer is lost. */
  resent: number;
  /** Frames of which a try that carried a loss notice was acknowledged. */
  notices: number;
  /** Marker of each line of every acknowledged frame, by drain token. */
  acknowledged: Map<string, Set<string>>;
}

export interface Load {
  /** Acknowledged lines so far. */
  lines(): number;
  /** Tries so far that failed and were made again. */
  retries(): number;
  /** Sends no new frame, and returns when each begun one is acknowledged. */
  finish(): Promise<LoadTotals>;
}

export interface LoadOptions {
  /** Web processes, in turn; read before each try, because one may have died. */
  urls: () => readonly string[];
  drainTokens: readonly string[];
  senders?: number;
  linesPerFrame?: number;
  /** Rest of a sender after each frame. */
  pauseMs?: number;
}

/** Logplex gives a frame 5 s, and tries it again on another connection. */
const TRY_MS = 5_000;

/**
 * Senders as Logplex's, but never giving up: what they began is acknowledged in the end, so that what is stored can be
 * counted against it. Each line says who it is (`m=…`); a retry carries one more line in front, as Logplex's L10: one
 * message lost since a moment that is the frame's own.
 */
export function startLoad(options: LoadOptions): Load {
  const { senders = 6, linesPerFrame = 20, pauseMs = 5 } = options;
  const acknowledged = new Map<string, Set<string>>(options.drainTokens.map((token) => [token, new Set()]));
  const totals: LoadTotals = { frames: 0, retries: 0, resent: 0, notices: 0, acknowledged };
  let lines = 0;
  let isFinishing = false;

  const sendFrame = async (sender: number, number: number) => {
    const token = options.drainTokens[(sender + number) % options.drainTokens.length] as string;
    const markers = Array.from({ length: linesPerFrame }, (_, line) => `m=${sender}-${number}-${line}`);
    const id = newFrameId();
    const send = (attempt: number) => {
      const urls = options.urls();
      const since = new Date(LOSS_SINCE_MS + (sender * 1_000_000 + number) * 1_000);
      const notices = attempt > 0 ? [lossNotice(since)] : [];
      return tryOnce(urls[(sender + attempt) % urls.length] as string, token, id, markers, notices);
    };
    let attempt = 0;
    while (!(await send(attempt))) {
      attempt++;
      totals.retries++;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const known = acknowledged.get(token) as Set<string>;
    for (const marker of markers) known.add(marker);
    lines += markers.length;
    totals.frames++;
    const isResent = number % 10 === 3 && (await send(attempt + 1));
    if (isResent) totals.resent++;
    if (isResent || attempt > 0) totals.notices++;
  };
  const sending = Array.from({ length: senders }, async (_, sender) => {
    for (let number = 0; !isFinishing; number++) {
      await sendFrame(sender, number);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  });
  return {
    lines: () => lines,
    retries: () => totals.retries,
    async finish() {
      isFinishing = true;
      await Promise.all(sending);
      return totals;
    },
  };
}

const LOSS_SINCE_MS = Date.parse("2026-03-04T09:20:51Z");

/** Its own time is that of the try. */
const lossNotice = (since: Date) =>
  `<172>1 ${new Date().toISOString()} host heroku logplex - Error L10 (output buffer overflow): 1 messages dropped since ${since.toISOString()}.`;

/** @returns whether it was acknowledged */
async function tryOnce(url: string, token: string, id: string, markers: string[], notices: string[]): Promise<boolean> {
  const lines = [...notices, ...markers.map((marker) => syslogLine(`${marker} path=/x status=200`))];
  const answered = postFrame({ url }, token, frameOf(lines), {
    "logplex-frame-id": id,
    "logplex-msg-count": String(lines.length),
  });
  const late = new Promise<null>((resolve) => setTimeout(resolve, TRY_MS, null).unref());
  const answer = await Promise.race([answered.catch(() => null), late]);
  if (answer && answer.status >= 400 && answer.status < 500) throw new Error(`the door refused: ${answer.status}`);
  return answer?.status === 204;
}
