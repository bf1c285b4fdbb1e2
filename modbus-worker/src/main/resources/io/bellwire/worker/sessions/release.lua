-- KEYS: ws:session:{session_id}, ws:connection:{connection_id}
-- ARGV: connection_id
-- Returns 1 where another connection has the session, else 0.
local held = redis.call('GET', KEYS[1])
redis.call('DEL', KEYS[2])
if held and held ~= ARGV[1] then
  return 1
end
redis.call('DEL', KEYS[1])
return 0
