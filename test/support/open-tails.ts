import type { TestService } from "./service.ts";

/** How many live tails a service has open. */
export async function openTails({ services }: Pick<TestService, "services">): Promise<number> {
  const { values } = await services.metrics.tailClients.get();
  return values[0]?.value ?? 0;
}
