import type { Random } from "../traffic/random.ts";

/** One kind of event: how common it is, since when Heroku has it, and what its `data` may hold. */
export interface EventKind {
  type: string;
  action: string;
  weight: number;
  /** First year that has it. */
  since: number;
  /** First year without it. */
  before?: number;
  /** What the event is about; an app's event names app, owner and team, a team's the team. */
  about: "app" | "team" | "account";
  /** Done by Heroku itself: no actor, no request. */
  isHerokus: boolean;
  data: (random: Random) => Record<string, unknown> | null;
}

const services = ["heroku-postgresql", "heroku-redis", "scheduler", "quaylogs", "sendpost", "cellar"];
const attachments = ["DATABASE", "REDIS", "SCHEDULER", "QUAYLOGS", "SENDPOST", "CELLAR"];
const varNames = [
  "PAYMENT_KEY",
  "PAYMENT_MODE",
  "CACHE_TTL",
  "FEATURE_FLAGS",
  "LOG_FORMAT",
  "SMTP_URL",
  "WEB_CONCURRENCY",
];
const certificate = (random: Random) => ({ name: `quay-${random.int(1000, 9999)}`, common_name: hostname(random) });
const hostname = (random: Random): string => `www${random.int(1, 40)}.harbor-quay.example.com`;
const email = (random: Random): string => `contractor${random.int(1, 30)}@example.net`;
const addon = (random: Random): { name: string; service: string; plan: string } => {
  const service = random.pick(services);
  return {
    name: `${service}-round-${random.int(10_000, 99_999)}`,
    service,
    plan: `${service}:standard-${random.int(0, 2)}`,
  };
};
const space = (random: Random) => ({
  name: `quay-space-${random.int(1, 4)}`,
  region: random.pick(["virginia", "frankfurt"]),
});
const connection = (random: Random) => ({
  connection: { id: random.uuid(), name: `crm-${random.int(1, 9)}`, kind: "crm" },
});

/**
 * Every kind public sources name: the list of 2019, the additions of about 2024, the AppLink kinds of 2026, and one
 * that no list has, since Heroku adds kinds without notice. The shape of `data` is not documented; these are likely.
 * Source: Dev Center "Audit Trails for Enterprise Accounts", copies of 2019, 2024 and 2026
 */
export const eventKinds: readonly EventKind[] = [
  kind("code_release.create", 30, 2017, (random) => ({
    commit: random.hex(40),
    description: `Deploy ${random.hex(8)}`,
    version: random.int(2, 900),
  })),
  kind("config_change.set", 18, 2017, (random) => ({ config_vars: someOf(random, varNames) })),
  kind("config_change.remove", 3, 2017, (random) => ({ config_vars: someOf(random, varNames).slice(0, 1) })),
  kind("addon.create", 5, 2017, addon),
  kind("addon.update", 3, 2017, (random) => ({ ...addon(random), previous_plan: "standard-0" })),
  kind("addon.destroy", 2, 2017, addon),
  kind("addon.attach", 4, 2017, (random) => ({ ...addon(random), attachment: random.pick(attachments) })),
  kind("addon.detach", 2, 2017, (random) => ({ ...addon(random), attachment: random.pick(attachments) })),
  kind("app.create", 3, 2017, (random) => ({ name: `quay-${random.hex(6)}`, region: "us", stack: "heroku-24" })),
  kind("app.update", 5, 2017, (random) => ({ maintenance: random.chance(0.5) })),
  kind("app.destroy", 1, 2017, (random) => ({ name: `quay-${random.hex(6)}` })),
  kind("app_transfer.create", 0.5, 2017, (random) => ({ recipient: email(random), state: "pending" })),
  kind("app_transfer.update", 0.4, 2017, (random) => ({ state: random.pick(["accepted", "declined"]) })),
  kind("collaborator.create", 4, 2017, (random) => ({ email: email(random), permissions: ["view", "deploy"] })),
  kind("collaborator.destroy", 3, 2017, (random) => ({ email: email(random) })),
  kind("domain.create", 2, 2017, (random) => ({ hostname: hostname(random) })),
  kind("domain.destroy", 1, 2017, (random) => ({ hostname: hostname(random) })),
  kind("heroku_config_change.update", 2, 2017, (random) => ({
    config_vars: ["DATABASE_URL"],
    addon: addon(random).name,
  })),
  kind("sni_endpoint.create", 0.6, 2017, certificate),
  kind("sni_endpoint.update", 0.6, 2017, certificate),
  kind("sni_endpoint.destroy", 0.3, 2017, certificate),
  kind("ssl_endpoint.create", 0.4, 2017, certificate, { before: 2022 }),
  kind("ssl_endpoint.update", 0.4, 2017, certificate, { before: 2022 }),
  kind("ssl_endpoint.destroy", 0.3, 2017, certificate, { before: 2022 }),
  kind("space.create", 0.2, 2017, space, { about: "team" }),
  kind("space.update", 0.3, 2017, space, { about: "team" }),
  kind("space.destroy", 0.1, 2017, space, { about: "team" }),
  kind("team.update", 0.4, 2017, (random) => ({ default: random.chance(0.5) }), { about: "team" }),
  kind("team.destroy", 0.05, 2017, (random) => ({ name: `harbor-${random.hex(4)}` }), { about: "team" }),
  kind("team_membership.create", 1, 2024, (random) => ({ email: email(random), role: "member" }), { about: "team" }),
  kind("team_membership.update", 0.6, 2024, (random) => ({ email: email(random), role: "admin" }), { about: "team" }),
  kind("team_membership.destroy", 0.8, 2024, (random) => ({ email: email(random) }), { about: "team" }),
  kind("enterprise_account_membership.create", 0.4, 2024, membership, { about: "account" }),
  kind("enterprise_account_membership.update", 0.4, 2024, membership, { about: "account" }),
  kind("enterprise_account_membership.destroy", 0.3, 2024, membership, { about: "account" }),
  kind("trusted_ip.update", 0.3, 2024, (random) => ({ ranges: [`198.51.100.${random.int(0, 31) * 8}/29`] }), {
    about: "team",
  }),
  kind("applink_connection.create", 0.4, 2026, connection),
  kind("applink_connection.refresh", 1, 2026, connection),
  kind("applink_connection.destroy", 0.2, 2026, connection),
  kind("applink_authorization.create", 0.3, 2026, connection),
  kind("applink_authorization.refresh", 0.8, 2026, connection),
  kind("applink_authorization.destroy", 0.2, 2026, connection),
  kind("applink_app.publish", 0.3, 2026, connection),
  kind("applink_app.unpublish", 0.1, 2026, connection),
  kind("dyno_lease.renew", 0.2, 2026, () => null, { isHerokus: true }),
];

/** @returns kinds Heroku had in that year, with their weights, as `Random.weighted` takes them */
export function kindsOf(year: number): readonly (readonly [number, EventKind])[] {
  const known = kindsByYear.get(year);
  if (known) return known;
  const kinds = eventKinds
    .filter(({ since, before }) => since <= year && (before === undefined || year < before))
    .map((each) => [each.weight, each] as const);
  kindsByYear.set(year, kinds);
  return kinds;
}

/** A busy month asks a hundred thousand times. */
const kindsByYear = new Map<number, readonly (readonly [number, EventKind])[]>();

function kind(
  name: `${string}.${string}`,
  weight: number,
  since: number,
  data: EventKind["data"],
  { about = "app", isHerokus = false, ...rest }: Partial<Pick<EventKind, "about" | "before" | "isHerokus">> = {},
): EventKind {
  const [type = "", action = ""] = name.split(".");
  return { type, action, weight, since, about, isHerokus, data, ...rest };
}

function membership(random: Random): Record<string, unknown> {
  return { email: email(random), permissions: random.pick([["view"], ["view", "create"], ["view", "manage"]]) };
}

function someOf(random: Random, names: readonly string[]): string[] {
  const first = random.int(0, names.length - 1);
  return names.slice(first, first + random.int(1, 3));
}
