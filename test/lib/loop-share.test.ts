import { expect, it } from "vitest";
import { LoopShare } from "../../app/lib/loop-share.ts";

/** Slow work, and in which order it was done. */
function slowTest(done: string[], name: string) {
  return (item: number) => {
    const startedAtMs = performance.now();
    while (performance.now() - startedAtMs < 12);
    done.push(`${name}${item}`);
    return item % 2 === 1;
  };
}

it("lets others have a turn after each slow item, and one key's work wait for its like", async () => {
  const share = new LoopShare();
  const done: string[] = [];
  const items = [1, 2, 3];
  const work = [
    share.filter("a", items, slowTest(done, "first ")),
    share.filter("a", items, slowTest(done, "second ")),
    share.filter("b", items, slowTest(done, "other ")),
  ];
  let isOver = false;
  const beat = () => {
    done.push("beat");
    if (!isOver) setTimeout(beat, 1);
  };
  beat();
  expect(await Promise.all(work)).toEqual([
    [1, 3],
    [1, 3],
    [1, 3],
  ]);
  isOver = true;
  const ofA = done.filter((each) => /first|second/.test(each));
  expect(ofA).toEqual(["first 1", "first 2", "first 3", "second 1", "second 2", "second 3"]);
  for (let i = 0; i + 1 < ofA.length; i++)
    expect(done.slice(done.indexOf(ofA[i] as string), done.indexOf(ofA[i + 1] as string))).toContain("beat");
  expect(done.indexOf("other 1")).toBeLessThan(done.indexOf("second 1"));
});
