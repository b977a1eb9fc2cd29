import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import type { TailEvent } from "../../contract/api.ts";
import type { Line } from "../../contract/line.ts";
import { apiUrl, getResource } from "../lib/api.ts";
import { problemOf } from "../lib/problem.ts";
import { arrive, emptyTail, pause, reachBottom, resume, type TailBuffer } from "./tail-buffer.ts";

/** Where the stream stands; `ended` is final: the server says that this session may not look any more. */
export type TailConnection = "off" | "connecting" | "live" | "reconnecting" | "ended";

export interface Tail {
  connection: TailConnection;
  /** Null while there is no tail. */
  buffer: TailBuffer | null;
  pause: (by: "key" | "scroll") => void;
  resume: () => void;
  reachBottom: () => void;
}

type Act =
  | { do: "start" | "stop" | "resume" | "reach-bottom" }
  | { do: "arrive"; events: TailEvent[] }
  | { do: "pause"; by: "key" | "scroll" };

function step(buffer: TailBuffer | null, act: Act): TailBuffer | null {
  if (act.do === "start") return emptyTail();
  if (act.do === "stop" || buffer === null) return null;
  switch (act.do) {
    case "arrive":
      return arrive(buffer, act.events);
    case "pause":
      return pause(buffer, act.by);
    case "resume":
      return resume(buffer);
    case "reach-bottom":
      return reachBottom(buffer);
  }
}

/** Lines are shown in groups this far apart: quick to the eye, and one rendering for a hundred lines. */
const FLUSH_MS = 120;
/** A hidden tab's timers are slow; beyond this many the group is handed over at once, so that memory stays bounded. */
const FLUSH_EVENTS = 1000;
const RETRY_MS = [1000, 2000, 5000, 10_000, 20_000];

/**
 * Streams matching lines while `isOn`. `onOpen` is called whenever a fresh stream begins, so that the caller can read
 * what was stored in the meantime; a short interruption is bridged by the browser itself with `Last-Event-ID`.
 */
export function useTail(input: { query: string; isOn: boolean; onOpen: () => void }): Tail {
  const { query, isOn } = input;
  const [buffer, act] = useReducer(step, null);
  const [connection, setConnection] = useState<TailConnection>("off");
  const onOpen = useRef(input.onOpen);
  useEffect(() => {
    onOpen.current = input.onOpen;
  });

  useEffect(() => {
    if (!isOn) return;
    let source: EventSource | null = null;
    let isOver = false;
    let tries = 0;
    let retryTimer: ReturnType<typeof setTimeout> | undefined;
    let flushTimer: ReturnType<typeof setTimeout> | undefined;
    let waiting: TailEvent[] = [];

    const flush = () => {
      clearTimeout(flushTimer);
      flushTimer = undefined;
      const events = waiting;
      waiting = [];
      act({ do: "arrive", events });
    };
    const take = (event: TailEvent) => {
      waiting.push(event);
      if (waiting.length >= FLUSH_EVENTS) flush();
      else flushTimer ??= setTimeout(flush, FLUSH_MS);
    };
    const open = () => {
      let hasOpened = false;
      source = new EventSource(apiUrl("/logs/tail", { query }));
      source.onopen = () => {
        tries = 0;
        setConnection("live");
        if (!hasOpened) onOpen.current();
        hasOpened = true;
      };
      source.addEventListener("line", (message) => {
        const data = readJson<Line>(message.data);
        if (data) take({ event: "line", data });
      });
      source.addEventListener("skipped", (message) => {
        const data = readJson<{ count: number }>(message.data);
        if (data) take({ event: "skipped", data });
      });
      // The server's last word when access ends while the stream is open.
      source.addEventListener("ended", () => {
        source?.close();
        setConnection("ended");
      });
      source.onerror = () => {
        if (isOver) return;
        setConnection("reconnecting");
        // CONNECTING: the browser tries again by itself. CLOSED: the answer was no stream, so find out why.
        if (source?.readyState === EventSource.CLOSED) void findOutWhy();
      };
    };
    const findOutWhy = async () => {
      try {
        await getResource();
      } catch (error) {
        const { status } = problemOf(error);
        if (isOver) return;
        if (status === 401 || status === 403 || status === 404) {
          setConnection("ended");
          return;
        }
      }
      if (isOver) return;
      const delayMs = RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 20_000;
      tries += 1;
      // Up to half as long again, so that a thousand dashboards do not come back in the same second.
      retryTimer = setTimeout(open, delayMs * (1 + Math.random() / 2));
    };

    act({ do: "start" });
    setConnection("connecting");
    open();
    return () => {
      isOver = true;
      source?.close();
      clearTimeout(retryTimer);
      clearTimeout(flushTimer);
      act({ do: "stop" });
      setConnection("off");
    };
  }, [isOn, query]);

  return {
    connection,
    buffer,
    pause: useCallback((by: "key" | "scroll") => act({ do: "pause", by }), []),
    resume: useCallback(() => act({ do: "resume" }), []),
    reachBottom: useCallback(() => act({ do: "reach-bottom" }), []),
  };
}

function readJson<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}
