import { expect, it } from "vitest";
import { withChosenPort } from "../app/any-port.ts";
import { readConfig } from "../app/config.ts";

it("PORT=0 becomes a real port before any URL is made of it", async () => {
  const { port, baseUrl } = await withChosenPort(readConfig({ PORT: "0" }));
  expect(port).toBeGreaterThan(0);
  expect(port).toBeLessThan(65_535); // the one above is the sandbox's
  expect(baseUrl).toBe(`http://127.0.0.1:${port}`);
});

it("a public address stays what it is", async () => {
  const { baseUrl } = await withChosenPort(readConfig({ PORT: "0", BASE_URL: "https://logs.example.net" }));
  expect(baseUrl).toBe("https://logs.example.net");
});

it("a port that was chosen stays", async () => {
  expect(await withChosenPort(readConfig({ PORT: "5100" }))).toMatchObject({
    port: 5100,
    baseUrl: "http://127.0.0.1:5100",
  });
});
