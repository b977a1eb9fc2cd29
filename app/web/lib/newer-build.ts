/** The entry script that a page of ours names; its name is another one with every build. */
const ENTRY = /<script[^>]+src="(\/assets\/[^"]+\.js)"/;
const RELOADED_FOR = "draintrail.reloaded-for";

/**
 * Loads the page again when the server has another build than the one this tab was opened with: its scripts are not
 * there any more. Once for each build and tab, so that it ends also where two servers answer with two builds in turn.
 */
export async function reloadForNewerBuild(): Promise<void> {
  const own = ENTRY.exec(document.documentElement.outerHTML)?.[1];
  const served = await servedEntry();
  if (own === undefined || served === null || served === own || !noteReload(served)) return;
  location.reload();
}

/** Null when the server cannot be reached, or something else than our page answers. */
async function servedEntry(): Promise<string | null> {
  try {
    const response = await fetch(location.pathname, { cache: "no-store" });
    return response.ok ? (ENTRY.exec(await response.text())?.[1] ?? null) : null;
  } catch {
    return null;
  }
}

/** False when it was noted before, or when this browser lets nothing be noted: then nothing would end the reloading. */
function noteReload(entry: string): boolean {
  try {
    const noted = sessionStorage.getItem(RELOADED_FOR)?.split(" ") ?? [];
    if (noted.includes(entry)) return false;
    sessionStorage.setItem(RELOADED_FOR, [...noted, entry].join(" "));
    return true;
  } catch {
    return false;
  }
}
