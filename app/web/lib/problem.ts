import type { Problem } from "../../contract/api.ts";

/** A failed call, as the API described it; `status` 0 means the server could not be reached at all. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

/** The problem inside any thrown value, so that every failure can be shown the same way. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { type: "about:blank", title: "Something went wrong", status: 0, detail, code: "dashboard.unexpected" };
}

/** A name or a list of names that a problem carries beside what every problem has; empty when there is none. */
export function namesIn(problem: Problem, member: string): string[] {
  const given: unknown = (problem as unknown as Record<string, unknown>)[member];
  if (typeof given === "string" && given !== "") return [given];
  return Array.isArray(given) ? given.filter((name) => typeof name === "string") : [];
}

/** 401 and 403 mean that this visitor may not look any more; only a fresh single sign-on helps. */
export function isSessionEnded(problem: Problem): boolean {
  return problem.status === 401 || problem.status === 403;
}

/** Reads a failed answer's body; anything that is not problem+json becomes a plain sentence about the status. */
export function readProblem(status: number, body: string): Problem {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null && "detail" in parsed && typeof parsed.detail === "string") {
      const given = parsed as Partial<Problem> & { detail: string };
      // What else a problem carries (names that were seen, scopes that would do) stays with it.
      return {
        ...given,
        type: given.type ?? "about:blank",
        title: given.title ?? `HTTP ${status}`,
        status,
        detail: given.detail,
        code: given.code ?? `http.${status}`,
      };
    }
  } catch {
    // Not JSON: a proxy in between answered.
  }
  return {
    type: "about:blank",
    title: `HTTP ${status}`,
    status,
    detail: `The server answered ${status} without saying more.`,
    code: `http.${status}`,
  };
}
