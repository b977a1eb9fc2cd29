/** What an AI assistant connects to. */
export const mcpUrl = (): string => `${location.origin}/mcp`;

/** What Claude Code is told; most others take the same address and header. */
export const claudeCommand = (token: string): string =>
  `claude mcp add --transport http draintrail ${mcpUrl()} --header "Authorization: Bearer ${token}"`;
