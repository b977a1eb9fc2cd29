import type { PostResult } from "./post-frame.ts";

/** One request to a drain, for assertions. */
export interface PostRecord {
  at: string;
  frameId: string;
  /** 1 for the first try of the frame. */
  tryNumber: number;
  /** Messages in the body, the loss notice included. */
  messageCount: number;
  bytes: number;
  /** What the loss notice said; 0 when there was none. */
  declaredLost: number;
  /** The HTTP status, or why there was none. */
  result: number | "timeout" | "socket-error" | "not-connected";
}

/** Sums over the life of one drain; messages, not frames, unless the name says so. */
export interface DrainStats {
  messagesAccepted: number;
  messagesDelivered: number;
  /** Pushed out of a full buffer. */
  messagesDisplaced: number;
  /** In frames that were refused or ran out of tries. */
  messagesLost: number;
  framesDelivered: number;
  framesLost: number;
  posts: number;
  /** Answers with Transfer-Encoding: Logplex's client cannot read them and would lose a try. */
  chunkedAnswers: number;
  /** The latest requests, oldest first. */
  recentPosts: PostRecord[];
}

const recentPostsMax = 500;

export function emptyStats(): DrainStats {
  return {
    messagesAccepted: 0,
    messagesDelivered: 0,
    messagesDisplaced: 0,
    messagesLost: 0,
    framesDelivered: 0,
    framesLost: 0,
    posts: 0,
    chunkedAnswers: 0,
    recentPosts: [],
  };
}

export function rememberPost(stats: DrainStats, record: PostRecord, result: PostResult): void {
  stats.posts += 1;
  if (result.kind === "answered" && result.isChunked) stats.chunkedAnswers += 1;
  stats.recentPosts.push(record);
  if (stats.recentPosts.length > recentPostsMax) stats.recentPosts.shift();
}
