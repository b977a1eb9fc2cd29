/** One server-sent event. */
export interface StreamEvent {
  event: string;
  id: string | null;
  data: unknown;
}

/** An open server-sent event stream; `next` waits for the next event, null at the end. */
export interface EventStream {
  status: number;
  contentType: string | null;
  next(): Promise<StreamEvent | null>;
  close(): void;
}

/** Connects as a browser's EventSource does, with the headers a test wants. */
export async function openEventStream(url: string, headers: Record<string, string>): Promise<EventStream> {
  const controller = new AbortController();
  const response = await fetch(url, { headers, signal: controller.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    status: response.status,
    contentType: response.headers.get("content-type"),
    async next() {
      for (;;) {
        const end = text.indexOf("\n\n");
        if (end >= 0) {
          const event = parseEvent(text.slice(0, end));
          text = text.slice(end + 2);
          if (event) return event;
          continue;
        }
        const chunk = await reader?.read().catch(() => ({ done: true, value: undefined }));
        if (!chunk || chunk.done) return null;
        text += chunk.value;
      }
    },
    close: () => controller.abort(),
  };
}

/** @returns null for comments and `retry:` alone */
function parseEvent(block: string): StreamEvent | null {
  const fields = new Map(
    block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const data = fields.get("data");
  if (data === undefined) return null;
  return { event: fields.get("event") ?? "message", id: fields.get("id") ?? null, data: JSON.parse(data) };
}
