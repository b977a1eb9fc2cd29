import { useEffect } from "react";

/** Names the tab: page first, because tabs are narrow. */
export function usePageTitle(page: string, appName: string | undefined): void {
  useEffect(() => {
    document.title = [page, appName, "Draintrail"].filter(Boolean).join(" · ");
  }, [page, appName]);
}
