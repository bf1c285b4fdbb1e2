-- KEYS: ws:session:{session_id}
-- ARGV: whether to remove what is found
-- Returns connection, worker, owner and the worker's address in four lines, or an empty string.
local connection = redis.call('GET', KEYS[1])
if not connection then
  return ''
end
local known = redis.call('HMGET', 'ws:connection:' .. connection, 'worker_id', 'user_id')
if ARGV[1] == 'true' then
  redis.call('DEL', KEYS[1], 'ws:connection:' .. connection)
end
if not known[1] or not known[2] then
  return ''
end
local address = redis.call('GET', 'ws:worker:' .. known[1])
return table.concat({connection, known[1], known[2], address or ''}, '\n')
