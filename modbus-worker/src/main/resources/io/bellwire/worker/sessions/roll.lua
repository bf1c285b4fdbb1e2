-- KEYS: ws:workers, ws:claims
-- Returns the number of the last claim, then worker and address by turns, each in a line.
-- Claims are numbered as claim.lua does; what comes after this has a greater number, even if Redis was emptied before.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local last = math.max(tonumber(redis.call('GET', KEYS[2]) or '0'), time[1] * 1000000 + time[2])
local lines = {string.format('%.0f', last)}
redis.call('SET', KEYS[2], lines[1])
for _, worker in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf')) do
  local address = redis.call('GET', 'ws:worker:' .. worker)
  if address then
    lines[#lines + 1] = worker
    lines[#lines + 1] = address
  end
end
return table.concat(lines, '\n')
