import { callTrouble } from "../../clients/call-trouble.ts";
import type { SafeFetch } from "../../clients/safe-fetch.ts";
import type { Message } from "./messages/message.ts";

/** Whoever takes messages answers in a second or two; a receiver that works before it answers is asked again later. */
const ANSWER_MS_MAX = 10_000;

/** How a try ended; `error` in words for the customer, null when it was taken. `isFinal`: trying again would change nothing. */
export interface SendOutcome {
  error: string | null;
  isFinal: boolean;
}

/** Sends it once. The answer's body is not read: nothing in it is for us, and it may be endless. */
export async function sendMessage(target: Pick<SafeFetch, "open">, message: Message): Promise<SendOutcome> {
  const read = new AbortController();
  try {
    const { url, headers, body } = message;
    const request = { method: "POST", headers, body, signal: read.signal, msMax: ANSWER_MS_MAX };
    return outcomeOf((await target.open(url, request)).status);
  } catch (error) {
    return outcomeOfError(error);
  } finally {
    read.abort();
  }
}

function outcomeOf(status: number): SendOutcome {
  if (status >= 200 && status < 300) return { error: null, isFinal: true };
  if (status >= 300 && status < 400)
    return { error: `It answered ${status}: a redirect, which is not followed.`, isFinal: true };
  // 408, 425 and 429 say "later"; any other 4xx says that the message, its key or its address is wrong.
  const isLater = status >= 500 || [408, 425, 429].includes(status);
  return { error: `It answered ${status}.`, isFinal: !isLater };
}

function outcomeOfError(error: unknown): SendOutcome {
  const { kind, code } = callTrouble(error);
  if (kind === "unsafe")
    return { error: "Its address is private or not https; only public https addresses are called.", isFinal: true };
  if (kind === "late") return { error: `It did not answer within ${ANSWER_MS_MAX / 1000} seconds.`, isFinal: false };
  return { error: `It could not be reached${code ? ` (${code})` : ""}.`, isFinal: false };
}
