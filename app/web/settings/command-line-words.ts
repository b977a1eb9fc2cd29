/** What fetches the command line from this service. */
export const fetchCommand = (): string =>
  `curl -fsS --create-dirs -o ~/.local/bin/draintrail ${location.origin}/cli/draintrail.cjs && chmod +x ~/.local/bin/draintrail`;

/** What tells it whose logs to read. @param app  a name as Heroku has them, of letters, digits and dashes */
export const exportCommand = (app: string): string =>
  ["DRAINTRAIL_URL", "DRAINTRAIL_API_TOKEN"]
    .map((name) => `export ${name}=$(heroku config:get ${name} -a ${app})`)
    .join("\n");
