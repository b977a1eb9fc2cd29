import type { Redis, Result } from "ioredis";

export type AcceptOutcome = "accepted" | "duplicate" | "full";

/*
 * The spool's steps that must happen whole or not at all. Redis runs a script alone and writes its effects to the
 * append-only file as one transaction, so neither a kill nor a second worker ever sees half of one.
 */

// Frames that come at the same time are taken in one call: each for itself, all on disk with one fsync, and as few stream
// entries as their size allows, because every later step (read, seal, acknowledge, and the log of each) costs by the entry.
// A resource over its share waits in the loud lane and may fill half of the spool, so that it delays and displaces
// nobody but its like.
// KEYS: bytes counter, waiting frames by resource, a shard, loud lane, then a frame key a frame.
// ARGV: bytes limit, share of a resource, bytes of an entry, then a frame: seconds its key is remembered, resource,
// description, body. Answers an outcome a frame.
const ACCEPT = `
local bytesMax, share, entryMax = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local bytes = tonumber(redis.call('GET', KEYS[1]) or '0')
local added = 0
local outcomes = {}
local entries = { {}, {} }
local sizes = { 0, 0 }
local function append(lane)
  if #entries[lane] > 0 then redis.call('XADD', KEYS[2 + lane], '*', unpack(entries[lane])) end
  entries[lane], sizes[lane] = {}, 0
end
for f = 1, #KEYS - 4 do
  local key, at = KEYS[4 + f], 3 + (f - 1) * 4
  local resource, body = ARGV[at + 2], ARGV[at + 4]
  if not redis.call('SET', key, '1', 'NX', 'EX', ARGV[at + 1]) then
    outcomes[f] = 'duplicate'
  else
    local lane, limit = 1, bytesMax
    if redis.call('HINCRBY', KEYS[2], resource, 1) > share then lane, limit = 2, bytesMax / 2 end
    if bytes + added + #body > limit then
      redis.call('DEL', key)
      if redis.call('HINCRBY', KEYS[2], resource, -1) <= 0 then redis.call('HDEL', KEYS[2], resource) end
      outcomes[f] = 'full'
    else
      if sizes[lane] + #body > entryMax then append(lane) end
      local entry = entries[lane]
      local n = #entry
      entry[n + 1], entry[n + 2], entry[n + 3] = 'r', resource, 'f'
      entry[n + 4], entry[n + 5], entry[n + 6] = ARGV[at + 3], 'b', body
      sizes[lane] = sizes[lane] + #body
      added = added + #body
      outcomes[f] = 'accepted'
    end
  end
end
append(1)
append(2)
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

// KEYS: bytes counter, waiting frames by resource, waiting lines of Heroku's API, streams; ARGV: group, the batch's name or
// '', its lines of Heroku's API or '', then an entry: index into KEYS, id, bytes, number of resources, and for each of
// them its name and how many frames.
const ACKNOWLEDGE = `
local freed = 0
local gone = {}
local ids = {}
local removed = 0
local i = 4
while i <= #ARGV do
  local stream, id, resources = tonumber(ARGV[i]), ARGV[i + 1], tonumber(ARGV[i + 3])
  local mine = ids[stream]
  if not mine then
    mine = {}
    ids[stream] = mine
  end
  mine[#mine + 1] = id
  if redis.call('XDEL', KEYS[stream], id) == 1 then
    removed = removed + 1
    freed = freed + tonumber(ARGV[i + 2])
    for at = i + 4, i + 2 + 2 * resources, 2 do
      gone[ARGV[at]] = (gone[ARGV[at]] or 0) + tonumber(ARGV[at + 1])
    end
  end
  i = i + 4 + 2 * resources
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
-- A sleeper whose heir was faster finds nothing to remove, and the lines are waiting already.
if removed > 0 and ARGV[3] ~= '' then redis.call('XADD', KEYS[3], '*', 'l', ARGV[3]) end
if ARGV[2] ~= '' then
  for i = 4, #KEYS do
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
