import { UnsafeRequestError } from "./safe-fetch.ts";

/** What ended a call of somebody else's server before it was answered. */
export interface CallTrouble {
  /** `unsafe`: an address that is not called; `late`: no answer in time; `other`: the network, or a fault of ours. */
  kind: "unsafe" | "late" | "other";
  /** `ECONNREFUSED` and the like; null where there is none. */
  code: string | null;
}

/** Read from an error of SafeFetch; undici puts what the network said behind a `TypeError`. */
export function callTrouble(error: unknown): CallTrouble {
  const causes = [error, (error as Error | null)?.cause];
  const code = causes.map((each) => (each as { code?: unknown } | null)?.code).find((each) => typeof each === "string");
  const isUnsafe = causes.some((each) => each instanceof UnsafeRequestError);
  const isLate = causes.some((each) => (each as Error | null)?.name === "TimeoutError");
  return { kind: isUnsafe ? "unsafe" : isLate ? "late" : "other", code: code ?? null };
}
