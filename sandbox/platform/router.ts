import { Router } from "express";
import type { SandboxContext } from "../context.ts";
import { addAccountRoutes } from "./account.ts";
import { addAddonConfigRoutes } from "./addon-config.ts";
import { addAddonRoutes } from "./addons.ts";
import { addAppRoutes } from "./apps.ts";
import { addAttachmentRoutes } from "./attachments.ts";
import { addAuditTrailRoutes } from "./audit-trail.ts";
import { authenticate } from "./authenticate.ts";
import { addCatalogueRoutes } from "./catalogue.ts";
import { addCollaboratorRoutes } from "./collaborators.ts";
import { addConfigVarRoutes } from "./config-vars.ts";
import { addDomainRoutes } from "./domains.ts";
import { addEnterpriseRoutes } from "./enterprise.ts";
import { addLogDrainRoutes } from "./log-drains.ts";
import { addOauthAuthorizationRoutes } from "./oauth-authorizations.ts";
import { addReleaseRoutes } from "./releases.ts";
import { addSsoRoutes } from "./sso.ts";
import { addTeamRoutes } from "./teams.ts";
import { addWebhookRoutes } from "./webhooks.ts";

/** The Platform API. Every call is authenticated first, also one for a path that does not exist. */
export function platformRouter(ctx: SandboxContext): Router {
  const router = Router();
  router.use(authenticate(ctx));
  router.use((req, res, next) => {
    res.set("Cache-Control", "private, no-cache");
    // fetch adds `Cache-Control: no-cache` to a conditional request, and express then never answers 304; Heroku does.
    delete req.headers["cache-control"];
    next();
  });
  addAccountRoutes(router, ctx);
  addCatalogueRoutes(router, ctx);
  addAppRoutes(router, ctx);
  addAddonRoutes(router, ctx);
  addAddonConfigRoutes(router, ctx);
  addAttachmentRoutes(router, ctx);
  addLogDrainRoutes(router, ctx);
  addWebhookRoutes(router, ctx);
  addConfigVarRoutes(router, ctx);
  addReleaseRoutes(router, ctx);
  addCollaboratorRoutes(router, ctx);
  addDomainRoutes(router, ctx);
  addSsoRoutes(router, ctx);
  addTeamRoutes(router, ctx);
  addEnterpriseRoutes(router, ctx);
  addAuditTrailRoutes(router, ctx);
  addOauthAuthorizationRoutes(router, ctx);
  return router;
}
