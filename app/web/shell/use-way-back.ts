import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { ResourceAnswer } from "../../contract/api.ts";
import { takeWayBack } from "../lib/way-back.ts";

/** Goes where somebody wanted to before they had to sign in: from the page that signing in opens, the logs without a question. */
export function useWayBack(resource: ResourceAnswer | undefined): void {
  const href = useRouterState({ select: ({ location }) => location.href });
  const navigate = useNavigate();
  const opened = useRef(href);
  const hasLooked = useRef(false);
  useEffect(() => {
    if (resource === undefined || hasLooked.current) return;
    hasLooked.current = true;
    if (opened.current !== "/logs") return;
    const way = takeWayBack(resource.id, Date.now());
    if (way !== null) void navigate({ href: way, replace: true });
  }, [resource, navigate]);
}
