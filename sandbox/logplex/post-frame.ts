import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import type { LogplexSettings } from "../settings.ts";

/** What became of one request to a drain. */
export type PostResult =
  | { kind: "answered"; status: number; isChunked: boolean }
  /** Connected, but no complete answer in time. */
  | { kind: "timeout" }
  | { kind: "socket-error"; reason: string }
  /** Never connected: costs no try. */
  | { kind: "not-connected"; reason: string };

export interface FramePost {
  url: URL;
  agent: http.Agent;
  token: string;
  /** 32 upper-case hex digits, the same on every try. */
  frameId: string;
  messageCount: number;
  body: Buffer;
}

export function newDrainAgent(url: URL, settings: LogplexSettings): http.Agent {
  const options = { keepAlive: true, maxSockets: 1, timeout: settings.idleCloseMs };
  // The public drain client sets no verification options; a local service has no public certificate either.
  if (url.protocol === "https:") return new https.Agent({ ...options, rejectUnauthorized: false });
  return new http.Agent(options);
}

/**
 * Posts one frame as Logplex does: these headers in this order, a Content-Length, no redirects.
 *
 * @returns  never throws; a status of 2xx leaves the connection open, anything temporary closes it
 * Source: heroku/logplex `logplex_http_drain.erl`, `logplex_http_client.erl`
 */
export function postFrame(post: FramePost, settings: LogplexSettings): Promise<PostResult> {
  const { url, body } = post;
  const client = url.protocol === "https:" ? https : http;
  return new Promise((resolve) => {
    let isConnected = false;
    let timer: NodeJS.Timeout | undefined;
    const request = client.request({
      host: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port || (url.protocol === "https:" ? 443 : 80),
      method: "POST",
      path: url.pathname + url.search,
      agent: post.agent,
      headers: frameHeaders(post),
    });
    const finish = (result: PostResult): void => {
      clearTimeout(timer);
      resolve(result);
      // Logplex closes the connection after every temporary failure, and keeps it after a permanent one.
      if (result.kind !== "answered" || isTemporary(result.status)) request.destroy();
    };
    const awaitAnswer = (): void => {
      isConnected = true;
      clearTimeout(timer);
      timer = setTimeout(() => finish({ kind: "timeout" }), settings.responseTimeoutMs);
    };

    request.on("socket", (socket: Socket) => {
      if (!socket.connecting) return awaitAnswer();
      timer = setTimeout(() => finish({ kind: "not-connected", reason: "connect timeout" }), settings.connectTimeoutMs);
      socket.once(url.protocol === "https:" ? "secureConnect" : "connect", awaitAnswer);
    });
    request.on("response", (response) => {
      const isChunked = response.headers["transfer-encoding"] !== undefined;
      response.resume();
      response.once("end", () => finish({ kind: "answered", status: response.statusCode ?? 0, isChunked }));
      response.once("error", (error) => finish({ kind: "socket-error", reason: error.message }));
    });
    request.on("error", (error) => {
      finish({ kind: isConnected ? "socket-error" : "not-connected", reason: error.message });
    });
    request.end(body);
  });
}

/** 2xx is delivered, 4xx other than 429 is lost for good; all else is tried again. */
export function isTemporary(status: number): boolean {
  if (status >= 200 && status <= 299) return false;
  return status === 429 || status < 400 || status > 499;
}

function frameHeaders(post: FramePost): http.OutgoingHttpHeaders {
  const { url } = post;
  const userinfo = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return {
    Host: url.host,
    ...(userinfo === ":" ? {} : { Authorization: `Basic ${Buffer.from(userinfo).toString("base64")}` }),
    "Content-Type": "application/logplex-1",
    "Logplex-Msg-Count": String(post.messageCount),
    "Logplex-Frame-Id": post.frameId,
    "Logplex-Drain-Token": post.token,
    "User-Agent": "Logplex/v72",
    "Content-Length": String(post.body.length),
  };
}
