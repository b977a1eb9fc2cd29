/** Owns what nobody else was named for. */
export const defaultOwner = "dana@example.com";
/** The default owner's token is known, so that `HEROKU_API_KEY=sandbox heroku addons` works without looking it up. */
export const defaultOwnerApiKey = "sandbox";
/** What one types when any key will do; it means the default owner too. */
export const shortApiKey = "x";
/** There from the first start, so that `heroku addons:create draintrail:test -a demo-app` needs no step before it. */
export const defaultApps = ["demo", "demo-app"] as const;
