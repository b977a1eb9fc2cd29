import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { senderAddress } from "../../../app/http/drain/headers.ts";

const request = (forwarded?: string | string[]) =>
  ({
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
    socket: { remoteAddress: "10.1.2.3" },
  }) as unknown as IncomingMessage;

describe("whence a frame came", () => {
  it("is what Heroku's router wrote last, whatever the sender wrote before it", () => {
    expect(senderAddress(request("198.51.100.7"), true)).toBe("198.51.100.7");
    expect(senderAddress(request("203.0.113.9, 198.51.100.7"), true)).toBe("198.51.100.7");
  });

  it("is the connection's address where no router stands in front, also for one who claims another", () => {
    expect(senderAddress(request("203.0.113.9"), false)).toBe("10.1.2.3");
    expect(senderAddress(request(), true)).toBe("10.1.2.3");
    expect(senderAddress(request(""), true)).toBe("10.1.2.3");
  });
});
