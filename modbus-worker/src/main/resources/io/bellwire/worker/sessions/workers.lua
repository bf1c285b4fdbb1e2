-- KEYS: ws:workers
-- Returns worker and address by turns, each in a line.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lines = {}
for _, worker in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf')) do
  local address = redis.call('GET', 'ws:worker:' .. worker)
  if address then
    lines[#lines + 1] = worker
    lines[#lines + 1] = address
  end
end
return table.concat(lines, '\n')
