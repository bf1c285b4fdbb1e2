-- KEYS: ws:session:{session_id}, ws:connection:{connection_id}, ws:claims
-- ARGV: connection_id, lifetime in ms, whether to take over, generation, then the fields and values of the connection
-- Returns 'outranked' and by which generation, or the replaced connection and its worker in two lines, or an empty string.
local held = redis.call('GET', KEYS[1])
local replaced = ''
if held and held ~= ARGV[1] then
  local other = 'ws:connection:' .. held
  local known = redis.call('HMGET', other, 'generation', 'worker_id')
  if ARGV[3] ~= 'true' and tonumber(known[1] or '0') > tonumber(ARGV[4]) then
    return 'outranked ' .. known[1]
  end
  replaced = held .. '\n' .. (known[2] or '')
  redis.call('DEL', other)
end
-- Numbers rise from claim to claim; being no less than Redis's clock in µs, they do so also when Redis was emptied.
local time = redis.call('TIME')
local last = tonumber(redis.call('GET', KEYS[3]) or '0')
local claim = string.format('%.0f', math.max(last + 1, time[1] * 1000000 + time[2]))
redis.call('SET', KEYS[3], claim)
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('HSET', KEYS[2], 'claim', claim, 'generation', ARGV[4], unpack(ARGV, 5))
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return replaced
