import { connect, type Socket } from "node:net";

/** What came back over a connection, as text. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A TCP connection on which a test writes HTTP byte by byte. */
export interface RawConnection {
  socket: Socket;
  write(text: string | Uint8Array): void;
  /** The next complete answer; bodies must have a length. */
  answer(): Promise<RawAnswer>;
  close(): void;
}

export async function openRawConnection(service: { url: string }): Promise<RawConnection> {
  const { hostname, port } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  let received = Buffer.alloc(0);
  let isEnded = false;
  let wake: () => void = () => {};
  socket.on("data", (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    wake();
  });
  for (const event of ["end", "close", "error"])
    socket.on(event, () => {
      isEnded = true;
      wake();
    });
  const take = (): RawAnswer | null => {
    const split = received.indexOf("\r\n\r\n");
    if (split < 0) return null;
    const [statusLine = "", ...lines] = received.subarray(0, split).toString().split("\r\n");
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
    );
    const end = split + 4 + Number(headers["content-length"] ?? 0);
    if (received.length < end) return null;
    const body = received.subarray(split + 4, end).toString();
    received = received.subarray(end);
    return { status: Number(statusLine.split(" ")[1]), headers, body };
  };
  return {
    socket,
    write: (text) => void socket.write(text),
    async answer() {
      for (;;) {
        const answer = take();
        if (answer) return answer;
        if (isEnded) throw new Error("the connection ended without an answer");
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    close: () => void socket.destroy(),
  };
}
