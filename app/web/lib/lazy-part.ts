import { createElement, type ReactNode, use } from "react";

type Drawn<P> = (props: P) => ReactNode;

/** The script of a part of the page did not come: the connection was cut, or a deploy took the file away. */
export class PartMissing extends Error {
  /** Lets the next drawing ask again. Until then the part fails the same way, so that drawing never asks in a circle. */
  readonly forget: () => void;

  constructor(cause: unknown, forget: () => void) {
    super("a part of the page could not be loaded", { cause });
    this.name = "PartMissing";
    this.forget = forget;
  }
}

/**
 * A component whose script is loaded when it is first drawn, or by `preload` before that. React's `lazy` and the
 * router's `lazyRouteComponent` do the same until a script fails: the first fails for good then, the second reloads the
 * page, which a visitor without a connection loses by it. This one throws PartMissing, which can be tried again.
 *
 * @param pick  the component, out of what was loaded
 */
export function lazyPart<M, P extends object>(
  load: () => Promise<M>,
  pick: (module: M) => Drawn<P>,
): Drawn<P> & { preload: () => Promise<void> } {
  let asked: Promise<Drawn<P>> | null = null;
  let loaded: Drawn<P> | null = null;
  let hasFailed = false;
  let failedScript: string | null = null;
  let tries = 0;
  const forget = () => {
    if (hasFailed) asked = null;
  };
  const ask = () => {
    if (asked) return asked;
    hasFailed = false;
    tries++;
    asked = (failedScript === null ? load() : loadAgain<M>(failedScript, tries)).then(
      (module) => {
        loaded = pick(module);
        return loaded;
      },
      (cause: unknown) => {
        hasFailed = true;
        failedScript = scriptNamedIn(cause);
        throw new PartMissing(cause, forget);
      },
    );
    return asked;
  };
  // A navigation is a reason to try again; that it failed is said where the part would be drawn.
  const preload = () => {
    forget();
    return ask().then(
      () => {},
      () => {},
    );
  };
  return Object.assign((props: P) => createElement(loaded ?? use(ask()), props), { preload });
}

/** Browsers remember that a script failed until the page is loaded anew (Chromium 150 does): by another address it is another. */
function loadAgain<M>(script: string, tries: number): Promise<M> {
  return import(/* @vite-ignore */ `${script}?try=${tries}`);
}

/** Chromium and Firefox end such an error with the script's address; without one only the import itself can be repeated. */
function scriptNamedIn(cause: unknown): string | null {
  return cause instanceof Error ? (/https?:\/\/\S+?\.js/.exec(cause.message)?.[0] ?? null) : null;
}
