import type { RequestHandler } from "express";
import { forbidden } from "../http/heroku-error.ts";

/**
 * Lets in this machine alone, and no web page of another origin: the controls have no password.
 * The Host check keeps out names that were made to point at this machine.
 */
export const localOnly: RequestHandler = (req, _res, next) => {
  const isLoopback = /^(127\.|::1$|::ffff:127\.)/.test(req.socket.remoteAddress ?? "");
  const isLocalHost = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(req.get("host") ?? "");
  const origin = req.get("origin");
  // `Origin: null` (a sandboxed frame, a data: page) has no host and is foreign too.
  const isForeign = origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== req.get("host"));
  if (!isLoopback || !isLocalHost || isForeign) throw forbidden("The sandbox's controls answer this machine alone.");
  next();
};
