export interface AppRow {
  id: string;
  /** Appears in log-runtime-metrics lines as `heroku.<numericId>.<uuid>`. */
  numericId: number;
  name: string;
  ownerId: string;
  teamId: string | null;
  maintenance: boolean;
  config: Record<string, string>;
  /** Host name of the app, never a real one. */
  host: string;
  releasedAt: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface ReleaseRow {
  id: string;
  appId: string;
  version: number;
  description: string;
  userId: string;
  createdAt: string;
}

export interface CollaboratorRow {
  id: string;
  appId: string;
  userId: string;
  createdAt: string;
  updatedAt: string;
}

export interface DomainRow {
  id: string;
  appId: string;
  hostname: string;
  kind: "heroku" | "custom";
  createdAt: string;
  updatedAt: string;
}
