import type { Router } from "express";
import type { SandboxContext } from "../context.ts";
import { notFound } from "../http/heroku-error.ts";
import { stableUuid } from "../ids.ts";
import { answerList } from "./answer-list.ts";
import { param } from "./find.ts";

const createdAt = "2026-01-01T00:00:00Z";

export interface Plan {
  name: string;
  humanName: string;
  price: { cents: number; contract: boolean; unit: string };
}

/** Plans live in the Partner Portal, not in the manifest; these are the sandbox's. */
const plans: readonly Plan[] = [
  { name: "test", humanName: "Test", price: monthly(0) },
  { name: "basic", humanName: "Basic", price: monthly(900) },
  { name: "standard", humanName: "Standard", price: monthly(2_900) },
  { name: "premium", humanName: "Premium", price: monthly(9_900) },
  { name: "enterprise", humanName: "Enterprise", price: monthly(49_900) },
];

function monthly(cents: number): Plan["price"] {
  return { cents, contract: false, unit: "month" };
}

/** @param name  `basic`, `draintrail:basic`, the plan's id, or the service alone for its first plan */
export function findPlan(ctx: SandboxContext, name: string): Plan | undefined {
  const service = ctx.manifest.id;
  if (name === service) return plans[0];
  const slug = name.startsWith(`${service}:`) ? name.slice(service.length + 1) : name;
  return plans.find((plan) => plan.name === slug || stableUuid("plan", service, plan.name) === name);
}

export function planJson(ctx: SandboxContext, plan: Plan): Record<string, unknown> {
  return {
    addon_service: serviceRef(ctx),
    created_at: createdAt,
    compliance: [],
    default: plan.name === "test",
    description: `${ctx.manifest.humanName} ${plan.humanName}`,
    human_name: plan.humanName,
    id: stableUuid("plan", ctx.manifest.id, plan.name),
    installable_inside_private_network: true,
    installable_outside_private_network: true,
    name: `${ctx.manifest.id}:${plan.name}`,
    price: plan.price,
    space_default: false,
    state: "public",
    updated_at: createdAt,
    visible: true,
  };
}

export function serviceRef(ctx: SandboxContext): { id: string; name: string } {
  return { id: stableUuid("addon-service", ctx.manifest.id), name: ctx.manifest.id };
}

export function serviceJson(ctx: SandboxContext): Record<string, unknown> {
  return {
    cli_plugin_name: ctx.manifest.cliPluginName,
    created_at: createdAt,
    human_name: ctx.manifest.humanName,
    ...serviceRef(ctx),
    state: "alpha",
    supports_multiple_installations: ctx.manifest.requires.includes("many_per_app"),
    supports_sharing: ctx.manifest.requires.includes("attachable"),
    updated_at: createdAt,
    supported_generations: [{ id: stableUuid("generation", "cedar"), name: "cedar" }],
  };
}

const regions = [
  ["us", "United States", "Virginia", "us-east-1"],
  ["eu", "Ireland", "Dublin", "eu-west-1"],
  ["frankfurt", "Germany", "Frankfurt", "eu-central-1"],
  ["oregon", "United States", "Oregon", "us-west-2"],
  ["tokyo", "Japan", "Tokyo", "ap-northeast-1"],
  ["virginia", "United States", "Virginia", "us-east-1"],
] as const;

function regionJson([name, country, locale, aws]: (typeof regions)[number]): Record<string, unknown> {
  return {
    country,
    created_at: createdAt,
    description: `${locale}, ${country}`,
    id: stableUuid("region", name),
    locale,
    name,
    private_capable: name !== "us" && name !== "eu",
    provider: { name: "amazon-web-services", region: aws },
    updated_at: createdAt,
  };
}

/** Add-on services, plans and regions: what can be bought and where. */
export function addCatalogueRoutes(router: Router, ctx: SandboxContext): void {
  const checkService = (idOrName: string): void => {
    const { id, name } = serviceRef(ctx);
    if (idOrName !== id && idOrName !== name) throw notFound("add-on service");
  };
  router.get("/addon-services", (req, res) => answerList(req, res, [serviceJson(ctx)], ["id", "name"]));
  router.get("/addon-services/:service", (req, res) => {
    checkService(param(req, "service"));
    res.json(serviceJson(ctx));
  });
  router.get("/addon-services/:service/plans", (req, res) => {
    checkService(param(req, "service"));
    answerList(
      req,
      res,
      plans.map((plan) => planJson(ctx, plan)),
      ["id", "name"],
    );
  });
  router.get(["/plans/:plan", "/addon-services/:service/plans/:plan"], (req, res) => {
    const plan = findPlan(ctx, param(req, "plan"));
    if (!plan) throw notFound("add-on plan");
    res.json(planJson(ctx, plan));
  });
  router.get("/regions", (req, res) => answerList(req, res, regions.map(regionJson), ["id", "name"]));
  router.get("/regions/:region", (req, res) => {
    const found = regions
      .map(regionJson)
      .find((row) => row.id === param(req, "region") || row.name === param(req, "region"));
    if (!found) throw notFound("region");
    res.json(found);
  });
}
