-- KEYS: ws:session:{session_id}, ws:connection:{connection_id}
-- ARGV: connection_id
-- Returns 0 where the entry was this connection's, 1 where there was none, 2 where it is another connection's.
local held = redis.call('GET', KEYS[1])
redis.call('DEL', KEYS[2])
if not held then
  return 1
end
if held ~= ARGV[1] then
  return 2
end
redis.call('DEL', KEYS[1])
return 0
