import { useState } from "react";

/** What is chosen of several, as check boxes tell it. */
export function useChosen<Item>(
  initial: readonly Item[],
): [chosen: ReadonlySet<Item>, choose: (item: Item, isChosen: boolean) => void] {
  const [chosen, setChosen] = useState<ReadonlySet<Item>>(new Set(initial));
  const choose = (item: Item, isChosen: boolean) =>
    setChosen((before) => new Set(isChosen ? [...before, item] : [...before].filter((each) => each !== item)));
  return [chosen, choose];
}
