import { type ChangePlace, changeField } from "./change-fields.ts";
import type { Vocabulary } from "./conditions.ts";
import { wholeTest } from "./text-tests.ts";

/** Changes: words are looked for in the sentences and in the events as received. */
export const CHANGES: Vocabulary<ChangePlace, never> = {
  text: { text: true },
  field: changeField,
  keyPlace: (name) => ({ data: name.replace(/^data\./, "") }),
  // A change's title is its type and action. It stands in no text, because Heroku tells the two apart.
  wordConditions: (word) =>
    /^\w+\.\w+$/.test(word)
      ? [{ is: "text", place: { column: "eventName" }, test: wholeTest([{ text: word }], false) }]
      : [],
  fieldConditions: () => [],
  ordered: () => null,
};
