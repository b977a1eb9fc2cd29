import { useResource } from "./use-resource.ts";

/** Why this visitor may only look; null when they may also change things. */
export function useWriteRefusal(): string | null {
  const { data: resource } = useResource();
  if (!resource) return "It is not known yet who you are.";
  return resource.viewer.kind === "session" ? null : "An API token may only look here. Open Draintrail from Heroku.";
}
