import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/**
 * A TCP port on 127.0.0.1 that nothing listens on at this moment. Another program can still take it before ours binds,
 * so every caller tries again with a new one when its server reports the address as taken.
 */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
