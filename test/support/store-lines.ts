import type { LogsAnswer } from "../../app/contract/api.ts";
import type { Line } from "../../app/contract/line.ts";
import { frameOf, postFrame } from "./frames.ts";
import { apiGet, eventually, type Provisioned, type TestService } from "./service.ts";

/**
 * Sends one frame with these lines and waits until the API finds as many more, and the spool has let go of them: between the
 * two lies a commit of Postgres', and until then nobody may say that all is stored. Oldest first.
 */
export async function storeLines(
  service: TestService,
  resource: Provisioned,
  lines: readonly (string | Uint8Array)[],
): Promise<Line[]> {
  const read = async () => {
    const { body } = await apiGet<LogsAnswer>(service, resource.apiToken, "/logs?from=-30d&order=asc&limit=1000");
    return body.data;
  };
  const before = (await read()).length;
  const response = await postFrame(service, resource.drainToken, frameOf(lines));
  if (response.status !== 204) throw new Error(`drain answered ${response.status}`);
  const stored = await eventually(async () => {
    const found = await read();
    return found.length >= before + lines.length ? found : null;
  });
  await eventually(async () => !(await service.services.stores.frames.holds(resource.resourceId)));
  return stored;
}
