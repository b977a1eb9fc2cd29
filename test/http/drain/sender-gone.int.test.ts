import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { basicOf, makeManualDrain } from "../../support/manual-drains.ts";
import { openRawConnection } from "../../support/raw-http.ts";
import { eventually, provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

async function outcomes(): Promise<Record<string, number>> {
  const { values } = await service.services.metrics.drainFrames.get();
  return Object.fromEntries(values.map(({ labels, value }) => [labels.outcome, value]));
}

it("a sender that leaves in the middle of a body is counted as that, and is no error of ours", async () => {
  const error = vi.spyOn(service.services.log, "error");
  const { drainToken } = await provisionResource(service);
  const manual = await makeManualDrain(service);
  const senders = [
    "Logplex-Drain-Token: nonsense",
    `Logplex-Drain-Token: ${drainToken}`,
    `Authorization: ${basicOf(manual.drainId, manual.secret)}`,
  ];
  for (const [i, header] of senders.entries()) {
    const connection = await openRawConnection(service);
    connection.write(
      `POST /drain HTTP/1.1\r\nHost: x\r\n${header}\r\nContent-Type: application/logplex-1\r\nContent-Length: 1000\r\n\r\n100 <190>1`,
    );
    connection.socket.end();
    await eventually(async () => Object.values(await outcomes()).reduce((sum, count) => sum + count, 0) === i + 1);
  }
  expect(await outcomes()).toEqual({ sender_gone: 3 });
  expect(error).not.toHaveBeenCalled();
});
