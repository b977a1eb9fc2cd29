import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type { Config } from "./config.ts";

/** Were half of all ports taken, so many choices would still all fail once in a thousand starts only. */
const TRIES_MAX = 10;

/**
 * `PORT=0` asks for any free port. It is chosen before anything starts, because the URLs that are given away hold it, and
 * together with the one above it, which is the sandbox's.
 */
export async function withChosenPort(config: Config): Promise<Config> {
  if (config.port !== 0) return config;
  const port = await findPair();
  // Where BASE_URL is set, something before us has an address of its own.
  return { ...config, port, baseUrl: config.baseUrl.replace(/^(http:\/\/127\.0\.0\.1):0$/, `$1:${port}`) };
}

async function findPair(): Promise<number> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const port = (await tryPort(0)) as number;
    if (port < 65_535 && (await tryPort(port + 1)) !== null) return port;
  }
  throw new Error("no two free ports were found one above the other; set PORT to a free one");
}

/** @returns the port when it is free, any that is for 0; null when it is taken */
async function tryPort(wanted: number): Promise<number | null> {
  const server = createServer();
  try {
    await once(server.listen(wanted), "listening");
  } catch {
    return null;
  }
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
