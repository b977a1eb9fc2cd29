import { connect, createServer, type Socket } from "node:net";

/** A wire between the service and one store that a test can break. */
export interface StoreLink {
  /** The store's URL, by way of this link. */
  url: string;
  /** Every connection breaks and new ones are refused, until `mend`. */
  cut(): Promise<void>;
  /** Connections stay open and nothing passes either way, until `mend`: a store that hangs. */
  hush(): void;
  /** Connections whose last words to the store are wanted carry nothing any more, and nobody is told: packets that vanish. */
  vanish(wanted: (said: Buffer) => boolean): void;
  /** The store's next bytes are swallowed and the connection that carried them breaks: a lost answer. */
  loseNextAnswer(wanted?: (bytes: Buffer) => boolean): void;
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** Forwards TCP on 127.0.0.1 to the store behind `storeUrl`. */
export async function openStoreLink(storeUrl: string): Promise<StoreLink> {
  const target = new URL(storeUrl);
  const pairs = new Set<[Socket, Socket]>();
  const lastSaid = new Map<[Socket, Socket], Buffer>();
  let isHushed = false;
  let isLost: ((bytes: Buffer) => boolean) | null = null;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      lastSaid.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on("error", end);
      socket.on("close", end);
    }
    if (isHushed) for (const socket of pair) socket.pause();
    near.on("data", (bytes) => {
      lastSaid.set(pair, bytes);
      far.write(bytes);
    });
    far.on("data", (bytes) => {
      if (isLost?.(bytes)) {
        isLost = null;
        end();
      } else near.write(bytes);
    });
    if (isHushed) for (const socket of pair) socket.pause();
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
  await listen(0);
  const { port } = server.address() as { port: number };
  const shut = () => {
    const closed = server.listening ? new Promise<void>((resolve) => server.close(() => resolve())) : Promise.resolve();
    for (const [near] of pairs) near.destroy();
    return closed;
  };
  const url = new URL(storeUrl);
  url.hostname = "127.0.0.1";
  url.port = String(port);
  return {
    url: url.href,
    cut: shut,
    hush() {
      isHushed = true;
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    vanish(wanted) {
      for (const [pair, said] of lastSaid) {
        if (!wanted(said)) continue;
        pairs.delete(pair); // not to be mended
        for (const socket of pair) socket.pause();
      }
    },
    loseNextAnswer(wanted = () => true) {
      isLost = wanted;
    },
    async mend() {
      isHushed = false;
      for (const pair of pairs) for (const socket of pair) socket.resume();
      if (!server.listening) await listen(port);
    },
    close: shut,
  };
}
