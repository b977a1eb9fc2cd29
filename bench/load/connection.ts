import { connect, type Socket } from "node:net";

/** What a POST ended with: the answer's status, or `failed` when there was none in time or the connection broke. */
export type PostOutcome = number | "failed";

/** Logplex gives a POST five seconds. */
const ANSWER_MS_MAX = 5_000;

/**
 * One keep-alive connection with one request in flight, as Logplex has them. Written on a socket because a
 * general client's cost per request would be taken from the machine that is measured.
 * Understands exactly what `POST /drain` answers: a status, a Content-Length, no chunks.
 */
export class Connection {
  readonly #port: number;
  #socket: Socket | null = null;
  #received = "";
  #settle: ((outcome: PostOutcome) => void) | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  post(frame: { drainToken: string; frameId: string; lineCount: number; body: Buffer }): Promise<PostOutcome> {
    const socket = this.#socket ?? this.#open();
    return new Promise((resolve) => {
      this.#settle = resolve;
      socket.cork();
      socket.write(
        `POST /drain HTTP/1.1\r\nHost: 127.0.0.1:${this.#port}\r\nContent-Type: application/logplex-1\r\n` +
          `Logplex-Msg-Count: ${frame.lineCount}\r\nLogplex-Frame-Id: ${frame.frameId}\r\n` +
          `Logplex-Drain-Token: ${frame.drainToken}\r\nUser-Agent: Logplex/v72\r\n` +
          `Content-Length: ${frame.body.length}\r\n\r\n`,
        "latin1",
      );
      socket.write(frame.body);
      socket.uncork();
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  #open(): Socket {
    const socket = connect(this.#port, "127.0.0.1");
    this.#socket = socket;
    this.#received = "";
    socket.setNoDelay(true);
    socket.setTimeout(ANSWER_MS_MAX, () => {
      if (this.#settle) socket.destroy(); // silence between two frames is no fault
    });
    socket.on("data", (chunk) => this.#read(chunk));
    socket.on("error", () => {});
    socket.on("close", () => {
      if (this.#socket === socket) this.#socket = null;
      this.#finish("failed");
    });
    return socket;
  }

  #read(chunk: Buffer): void {
    this.#received += chunk.toString("latin1");
    const headEnd = this.#received.indexOf("\r\n\r\n");
    if (headEnd < 0) return;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(this.#received)?.[1] ?? 0);
    if (this.#received.length < headEnd + 4 + length) return;
    const status = Number(this.#received.slice(9, 12));
    const isClosing = /\r\nconnection: *close/i.test(this.#received.slice(0, headEnd + 2));
    this.#received = "";
    if (isClosing) this.close();
    this.#finish(status);
  }

  #finish(outcome: PostOutcome): void {
    const settle = this.#settle;
    this.#settle = null;
    settle?.(outcome);
  }
}
