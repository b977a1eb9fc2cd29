import type { Redis, Result } from "ioredis";

export type AcceptOutcome = "accepted" | "duplicate" | "full";

/*
 * The spool's steps that must happen whole or not at all. Redis runs a script alone and writes its effects to the
 * append-only file as one transaction, so neither a kill nor a second worker ever sees half of one.
 */

// A resource over its share waits in the loud lane and may fill half of the spool, so that it delays and displaces
// nobody but its like.
// KEYS: frame key, shard, bytes counter, loud lane, waiting frames by resource.
const ACCEPT = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 'duplicate' end
local size = #ARGV[9]
local lane, limit = KEYS[2], tonumber(ARGV[2])
if tonumber(redis.call('HGET', KEYS[5], ARGV[4]) or '0') >= tonumber(ARGV[12]) then lane, limit = KEYS[4], limit / 2 end
if tonumber(redis.call('GET', KEYS[3]) or '0') + size > limit then return 'full' end
redis.call('XADD', lane, '*', 'd', ARGV[3], 'r', ARGV[4], 'k', ARGV[5], 'c', ARGV[6], 'q', ARGV[7], 't', ARGV[8], 's', ARGV[10], 'u', ARGV[11], 'b', ARGV[9])
redis.call('SET', KEYS[1], '1', 'EX', ARGV[1])
redis.call('INCRBY', KEYS[3], size)
redis.call('HINCRBY', KEYS[5], ARGV[4], 1)
return 'accepted'`;

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
for i = 3, #ARGV, 4 do
  local stream = KEYS[tonumber(ARGV[i])]
  redis.call('XACK', stream, ARGV[1], ARGV[i + 1])
  if redis.call('XDEL', stream, ARGV[i + 1]) == 1 then
    freed = freed + tonumber(ARGV[i + 2])
    if redis.call('HINCRBY', KEYS[2], ARGV[i + 3], -1) <= 0 then redis.call('HDEL', KEYS[2], ARGV[i + 3]) end
  end
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
    spoolAccept(...args: (string | number | Buffer)[]): Result<AcceptOutcome, Context>;
    spoolSeal(keyCount: number, ...args: (string | number)[]): Result<string[], Context>;
    spoolAcknowledge(keyCount: number, ...args: (string | number)[]): Result<number, Context>;
  }
}

export function defineScripts(commands: Redis): void {
  commands.defineCommand("spoolAccept", { numberOfKeys: 5, lua: ACCEPT });
  commands.defineCommand("spoolSeal", { lua: SEAL });
  commands.defineCommand("spoolAcknowledge", { lua: ACKNOWLEDGE });
}
