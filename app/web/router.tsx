import { createRootRoute, createRoute, createRouter, redirect } from "@tanstack/react-router";
import { cleanAlertsSearch } from "./alerts/alerts-url.ts";
import { cleanAuditSearch } from "./audit/audit-url.ts";
import { cleanChangesSearch } from "./changes/changes-url.ts";
import { lazyPart } from "./lib/lazy-part.ts";
import { parseSearchText, writeSearchText } from "./lib/search-text.ts";
import { LogsPage } from "./logs/logs-page.tsx";
import { cleanLogsSearch } from "./logs/logs-url.ts";
import { cleanSettingsSearch } from "./settings/settings-url.ts";
import { AppFrame } from "./shell/app-frame.tsx";
import { NotFound } from "./shell/not-found.tsx";
import { PageFailed } from "./shell/part-failed.tsx";

/** Every page; a new one is a route here and a line in shell/main-nav.tsx. */
const rootRoute = createRootRoute({ component: AppFrame, notFoundComponent: NotFound });

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/logs", replace: true });
  },
});

const logsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/logs",
  validateSearch: cleanLogsSearch,
  component: LogsPage,
});

const changesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/changes",
  validateSearch: cleanChangesSearch,
  component: lazyPart(
    () => import("./changes/changes-page.tsx"),
    (m) => m.ChangesPage,
  ),
});

const alertsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/alerts",
  validateSearch: cleanAlertsSearch,
  component: lazyPart(
    () => import("./alerts/alerts-page.tsx"),
    (m) => m.AlertsPage,
  ),
});

const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/audit",
  validateSearch: cleanAuditSearch,
  component: lazyPart(
    () => import("./audit/audit-page.tsx"),
    (m) => m.AuditPage,
  ),
});

const ledgerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/ledger",
  validateSearch: (search: Record<string, unknown>): { from?: string } =>
    search.from === "-7d" || search.from === "-30d" ? { from: search.from } : {},
  component: lazyPart(
    () => import("./ledger/ledger-page.tsx"),
    (m) => m.LedgerPage,
  ),
});

const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/settings",
  validateSearch: cleanSettingsSearch,
  component: lazyPart(
    () => import("./settings/settings-page.tsx"),
    (m) => m.SettingsPage,
  ),
});

/** Opened from the search box, so it is in no menu. */
const queryLanguageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/query-language",
  component: lazyPart(
    () => import("./help/query-language-page.tsx"),
    (m) => m.QueryLanguagePage,
  ),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    indexRoute,
    logsRoute,
    changesRoute,
    alertsRoute,
    auditRoute,
    ledgerRoute,
    settingsRoute,
    queryLanguageRoute,
  ]),
  parseSearch: parseSearchText,
  stringifySearch: writeSearchText,
  defaultPreload: "intent",
  // Below the frame: whatever fails in a page, the way to the others stays.
  defaultErrorComponent: PageFailed,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
