import type { Redis, Result } from "ioredis";

export type AcceptOutcome = "accepted" | "duplicate" | "full";

/*
 * The spool's steps that must happen whole or not at all. Redis runs a script alone and writes its effects to the
 * append-only file as one transaction, so neither a kill nor a second worker ever sees half of one.
 */

// Frames that come at the same time are taken in one call: each for itself, all on disk with one fsync.
// A resource over its share waits in the loud lane and may fill half of the spool, so that it delays and displaces
// nobody but its like.
// KEYS: bytes counter, waiting frames by resource, loud lane, the shards, then a frame key a frame.
// ARGV: number of shards, bytes limit, share of a resource, then a frame: shard, seconds its key is remembered, resource,
// description, body. Answers an outcome a frame.
const ACCEPT = `
local shards, bytesMax, share = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local bytes = tonumber(redis.call('GET', KEYS[1]) or '0')
local added = 0
local outcomes = {}
for f = 1, #KEYS - 3 - shards do
  local key, at = KEYS[3 + shards + f], 3 + (f - 1) * 5
  local resource, body = ARGV[at + 3], ARGV[at + 5]
  if not redis.call('SET', key, '1', 'NX', 'EX', ARGV[at + 2]) then
    outcomes[f] = 'duplicate'
  else
    local lane, limit = KEYS[3 + tonumber(ARGV[at + 1])], bytesMax
    if redis.call('HINCRBY', KEYS[2], resource, 1) > share then lane, limit = KEYS[3], bytesMax / 2 end
    if bytes + added + #body > limit then
      redis.call('DEL', key)
      if redis.call('HINCRBY', KEYS[2], resource, -1) <= 0 then redis.call('HDEL', KEYS[2], resource) end
      outcomes[f] = 'full'
    else
      redis.call('XADD', lane, '*', 'r', resource, 'f', ARGV[at + 4], 'b', body)
      added = added + #body
      outcomes[f] = 'accepted'
    end
  end
end
if added > 0 then redis.call('INCRBY', KEYS[1], added) end
return outcomes`;

// KEYS: heartbeat of the owner, streams; ARGV: group, from, to, whether a heartbeat protects (1) or not (0).
// Answers <index of stream>:<id> of each entry moved; 'from' is gone afterwards.
const SEAL = `
if ARGV[4] == '1' and redis.call('EXISTS', KEYS[1]) == 1 then return {} end
local moved = {}
for i = 2, #KEYS do
  local pending = redis.call('XPENDING', KEYS[i], ARGV[1], '-', '+', 1000, ARGV[2])
  while #pending > 0 do
    local ids = {}
    for at, entry in ipairs(pending) do
      ids[at] = entry[1]
      moved[#moved + 1] = (i - 2) .. ':' .. entry[1]
    end
    ids[#ids + 1] = 'JUSTID'
    redis.call('XCLAIM', KEYS[i], ARGV[1], ARGV[3], 0, unpack(ids))
    pending = redis.call('XPENDING', KEYS[i], ARGV[1], '-', '+', 1000, ARGV[2])
  end
  redis.call('XGROUP', 'DELCONSUMER', KEYS[i], ARGV[1], ARGV[2])
end
return moved`;

// KEYS: bytes counter, waiting frames by resource, streams; ARGV: group, the batch's name or '', then (index into KEYS,
// id, bytes, resource) per entry.
const ACKNOWLEDGE = `
local freed = 0
local gone = {}
local ids = {}
for i = 3, #ARGV, 4 do
  local stream, id, resource = tonumber(ARGV[i]), ARGV[i + 1], ARGV[i + 3]
  local mine = ids[stream]
  if not mine then
    mine = {}
    ids[stream] = mine
  end
  mine[#mine + 1] = id
  if redis.call('XDEL', KEYS[stream], id) == 1 then
    freed = freed + tonumber(ARGV[i + 2])
    gone[resource] = (gone[resource] or 0) + 1
  end
end
for stream, mine in pairs(ids) do
  for from = 1, #mine, 1000 do
    redis.call('XACK', KEYS[stream], ARGV[1], unpack(mine, from, math.min(from + 999, #mine)))
  end
end
for resource, count in pairs(gone) do
  if redis.call('HINCRBY', KEYS[2], resource, -count) <= 0 then redis.call('HDEL', KEYS[2], resource) end
end
redis.call('DECRBY', KEYS[1], freed)
if ARGV[2] ~= '' then
  for i = 3, #KEYS do
    if #redis.call('XPENDING', KEYS[i], ARGV[1], '-', '+', 1, ARGV[2]) == 0 then
      redis.call('XGROUP', 'DELCONSUMER', KEYS[i], ARGV[1], ARGV[2])
    end
  end
end
return freed`;

declare module "ioredis" {
  interface RedisCommander<Context> {
    spoolAccept(keyCount: number, ...args: (string | number | Buffer)[]): Result<AcceptOutcome[], Context>;
    spoolSeal(keyCount: number, ...args: (string | number)[]): Result<string[], Context>;
    spoolAcknowledge(keyCount: number, ...args: (string | number)[]): Result<number, Context>;
  }
}

export function defineScripts(commands: Redis): void {
  commands.defineCommand("spoolAccept", { lua: ACCEPT });
  commands.defineCommand("spoolSeal", { lua: SEAL });
  commands.defineCommand("spoolAcknowledge", { lua: ACKNOWLEDGE });
}
