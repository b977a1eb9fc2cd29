import { createBullBoard } from "@bull-board/api";
import { BullAdapter } from "@bull-board/api/bullAdapter";
import { ExpressAdapter } from "@bull-board/express";
import express, { type RequestHandler, type Router } from "express";
import helmet from "helmet";
import type { Services } from "../../context.ts";
import { methodNotAllowed } from "../error-response.ts";

/**
 * The queues and their jobs for the operator: what waits, runs, failed, and why. Bull's own board does the showing.
 *
 * To be read only: whoever deletes a job here would break a promise (a purge within a day) that nobody else remembers, and all
 * that failed is tried again by itself. It also leaves nothing that another site could make the operator's browser do.
 *
 * @param path  where it is mounted; its page names its files by it
 */
export function queuesPage({ queues }: Pick<Services, "queues">, path: string): Router {
  const board = new ExpressAdapter().setBasePath(path);
  createBullBoard({
    queues: queues.all().map((queue) => new BullAdapter(queue, { readOnlyMode: true })),
    serverAdapter: board,
    options: {
      uiConfig: {
        boardTitle: "Draintrail queues",
        hideRedisDetails: true, // what Redis itself is at is its own operator's business
        showWorkers: false, // asks Redis for the list of its connections, each time the page looks again
        hideDocsLink: true,
      },
    },
  });
  const router = express.Router();
  router.use(readOnly, pageHeaders, board.getRouter() as RequestHandler);
  return router;
}

const refuseMethod = methodNotAllowed("GET, HEAD");

const readOnly: RequestHandler = (req, res, next) =>
  req.method === "GET" || req.method === "HEAD" ? next() : refuseMethod(req, res, next);

/**
 * The page is the library's: it says by `<base>` where its files are, and styles elements in place. What errors and jobs say is
 * text to it, and no script runs but its files.
 */
const pageHeaders = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", "data:"],
    connectSrc: ["'self'"],
    baseUri: ["'self'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
});
