import { useAdmins } from "./use-admins.ts";
import { useResource } from "./use-resource.ts";

/** Why this visitor may only look; null when they may also change things. */
export function useWriteRefusal(): string | null {
  const { data: resource } = useResource();
  const { data: admins } = useAdmins();
  if (!resource || !admins) return "It is not known yet who you are.";
  if (resource.viewer.kind === "token") return "An API token may only look here. Open Draintrail from Heroku.";
  return admins.may_change ? null : "You may look here, and change nothing. Those who may are named in Settings.";
}
