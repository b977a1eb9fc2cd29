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
// KEYS: bytes counter, waiting frames by resource, a shard, loud lane, then a frame: its key, and the one that says it was
// moved, or '' at the door.
// ARGV: bytes limit, share of a resource, bytes of an entry, seconds a key lives, milliseconds in which words are the same,
// bytes a frame costs beside its body, then a frame: when its words were said or '', resource, description, body. Answers
// an outcome a frame.
const ACCEPT = `
local bytesMax, share, entryMax = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local life, sameMs, overhead = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local bytes = tonumber(redis.call('GET', KEYS[1]) or '0')
local added = 0
local outcomes = {}
local entries = { {}, {} }
local sizes = { 0, 0 }
local function append(lane)
  if #entries[lane] > 0 then redis.call('XADD', KEYS[2 + lane], '*', unpack(entries[lane])) end
  entries[lane], sizes[lane] = {}, 0
end
-- Words may also have been said in the minute before, or, when these come out of Postgres, in the one after.
local function isSaidNear(key, saidAt)
  local stem, minute = key:match('^(.*:)(%d+)$')
  for near = minute - 1, minute + 1, 2 do
    local other = redis.call('GET', stem .. near)
    if other and math.abs(saidAt - other) < sameMs then return true end
  end
  return false
end
local function isKnown(key, moved, saidAt)
  if moved ~= '' and redis.call('EXISTS', moved) == 1 then return true end
  if saidAt == '' then return not redis.call('SET', key, '1', 'NX', 'EX', life) end
  return isSaidNear(key, saidAt) or not redis.call('SET', key, saidAt, 'NX', 'EX', life)
end
for f = 1, (#KEYS - 4) / 2 do
  local key, moved, at = KEYS[3 + 2 * f], KEYS[4 + 2 * f], 6 + (f - 1) * 4
  local resource, body = ARGV[at + 2], ARGV[at + 4]
  if isKnown(key, moved, ARGV[at + 1]) then
    outcomes[f] = 'duplicate'
  else
    local lane, limit = 1, bytesMax
    if redis.call('HINCRBY', KEYS[2], resource, 1) > share then lane, limit = 2, bytesMax / 2 end
    if bytes + added + #body + overhead > limit then
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
      added = added + #body + overhead
      outcomes[f] = 'accepted'
    end
  end
  if moved ~= '' and outcomes[f] ~= 'full' then redis.call('SET', moved, '1', 'EX', life) end
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

// KEYS: bytes counter, waiting frames by resource, waiting lines of Heroku's API, streams, frame keys; ARGV: group, the
// batch's name or '', its lines of Heroku's API or '', number of streams, seconds a frame key lives from now on, then an
// entry: index into KEYS, id, bytes, number of resources, and for each of them its name and how many frames.
const ACKNOWLEDGE = `
local freed = 0
local gone = {}
local ids = {}
local removed = 0
local streamsEnd = 3 + tonumber(ARGV[4])
local i = 6
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
-- Versions that run side by side may count a frame differently: whatever that leaves over ends when nothing waits.
if redis.call('HLEN', KEYS[2]) == 0 then redis.call('DEL', KEYS[1]) end
for i = streamsEnd + 1, #KEYS do redis.call('EXPIRE', KEYS[i], ARGV[5]) end
-- A sleeper whose heir was faster finds nothing to remove, and the lines are waiting already.
if removed > 0 and ARGV[3] ~= '' then redis.call('XADD', KEYS[3], '*', 'l', ARGV[3]) end
if ARGV[2] ~= '' then
  for i = 4, streamsEnd do
    if #redis.call('XPENDING', KEYS[i], ARGV[1], '-', '+', 1, ARGV[2]) == 0 then
      redis.call('XGROUP', 'DELCONSUMER', KEYS[i], ARGV[1], ARGV[2])
    end
  end
end
return freed`;

// KEYS: a frame: its key, and the one that says it was moved; ARGV: seconds that lives. Answers 1 for each frame that was
// taken before, and remembers it as moved; else 0.
const RECOGNISE = `
local known = {}
for f = 1, #KEYS / 2 do
  local moved = KEYS[2 * f]
  known[f] = redis.call('EXISTS', KEYS[2 * f - 1], moved) > 0 and 1 or 0
  if known[f] == 1 then redis.call('SET', moved, '1', 'EX', ARGV[1]) end
end
return known`;

declare module "ioredis" {
  interface RedisCommander<Context> {
    spoolAccept(keyCount: number, ...args: (string | number | Buffer)[]): Result<AcceptOutcome[], Context>;
    spoolSeal(keyCount: number, ...args: (string | number)[]): Result<string[], Context>;
    spoolAcknowledge(keyCount: number, ...args: (string | number)[]): Result<number, Context>;
    spoolRecognise(keyCount: number, ...args: (string | number)[]): Result<(0 | 1)[], Context>;
  }
}

export function defineScripts(commands: Redis): void {
  commands.defineCommand("spoolAccept", { lua: ACCEPT });
  commands.defineCommand("spoolSeal", { lua: SEAL });
  commands.defineCommand("spoolAcknowledge", { lua: ACKNOWLEDGE });
  commands.defineCommand("spoolRecognise", { lua: RECOGNISE });
}
