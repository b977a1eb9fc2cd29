import { CHANGE_COLUMNS, type ChangeAnswer } from "../../../app/contract/change.ts";

const EMPTY: Record<string, unknown> = {
  String: "",
  UInt32: 0,
  Float64: 0,
  Bool: false,
  "DateTime64(3, 'UTC')": "2026-11-20T12:00:00.000Z",
  "Array(String)": [],
};

/** A change of which nothing is told but what the test is about. */
export function changeOf(told: Partial<ChangeAnswer>): ChangeAnswer {
  const empty = Object.fromEntries(
    Object.entries(CHANGE_COLUMNS).map(([column, type]) => [
      column,
      EMPTY[type] ?? (type.startsWith("Array") ? [] : {}),
    ]),
  );
  return { ...empty, sentence: "dana@example.com did something", sources: ["drain"], ...told } as ChangeAnswer;
}
