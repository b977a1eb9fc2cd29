import { expect, it } from "vitest";
import { isSessionEnded, ProblemError, problemOf, readProblem } from "../../../app/web/lib/problem.ts";

it("keeps what problem+json says and fills in what it leaves out", () => {
  const problem = readProblem(503, '{"title":"Store away","detail":"Try again soon.","code":"store.unavailable"}');
  expect(problem).toMatchObject({
    status: 503,
    title: "Store away",
    detail: "Try again soon.",
    code: "store.unavailable",
  });
  expect(readProblem(400, '{"detail":"no"}')).toMatchObject({ title: "HTTP 400", code: "http.400" });
});

it.each(["", "<html>502 Bad Gateway</html>", "null", "[1]", '{"detail":7}'])("makes a sentence of %j", (body) => {
  expect(readProblem(502, body)).toMatchObject({ status: 502, detail: "The server answered 502 without saying more." });
});

it("tells an ended session from every other failure", () => {
  expect([400, 401, 403, 404, 500].filter((status) => isSessionEnded(readProblem(status, "")))).toEqual([401, 403]);
});

it("finds a problem in anything that was thrown", () => {
  expect(problemOf(new ProblemError(readProblem(404, "")))).toMatchObject({ status: 404 });
  expect(problemOf(new TypeError("oh"))).toMatchObject({ detail: "oh", code: "dashboard.unexpected" });
  expect(problemOf("oh")).toMatchObject({ detail: "oh" });
});
