import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type ErrorRequestHandler } from "express";
import { afterEach, expect, it } from "vitest";
import { operatorBasic } from "../../../app/http/auth/partner-basic.ts";

let server: Server;
afterEach(() => server.close());

/** The status that `operator` with this password gets where the password is `expected`. */
async function statusOf(given: string, expected: string): Promise<number> {
  const app = express();
  app.get("/", operatorBasic(expected), (_req, res) => void res.sendStatus(200));
  app.use(((_error, _req, res, _next) => void res.sendStatus(401)) satisfies ErrorRequestHandler);
  server = createServer(app).listen(0);
  const { port } = server.address() as AddressInfo;
  const authorization = `Basic ${Buffer.from(`operator:${given}`).toString("base64")}`;
  return (await fetch(`http://127.0.0.1:${port}/`, { headers: { authorization } })).status;
}

it.each(["plain", "two:parts", ":first", "last:", "a::b:c", "pässwörd:日本"])(
  "the password %j lets in",
  async (password) => {
    expect(await statusOf(password, password)).toBe(200);
  },
);

it.each([
  ["two", "two:parts"],
  ["two:parts", "two"],
  ["two:other", "two:parts"],
  ["", "two:parts"],
  [Buffer.from("two").toString("base64url"), "two"],
])("%j does not do for %j", async (given, expected) => {
  expect(await statusOf(given, expected)).toBe(401);
});
