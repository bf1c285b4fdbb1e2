-- KEYS: ws:session:{session_id}, any number
-- Returns a line for each: connected_at, or nothing where it is not connected.
local lines = {}
for i = 1, #KEYS do
  local connection = redis.call('GET', KEYS[i])
  local since = connection and redis.call('HGET', 'ws:connection:' .. connection, 'connected_at')
  lines[i] = since or ''
end
return table.concat(lines, '\n')
