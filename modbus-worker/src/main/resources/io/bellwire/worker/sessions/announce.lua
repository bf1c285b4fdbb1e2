-- KEYS: ws:workers, ws:worker:{worker_id}
-- ARGV: worker_id, address, lifetime in ms
-- Scores are Redis's own clock, in ms. Returns 1 where the worker was known until now, else 0.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('EXISTS', KEYS[2])
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return known
