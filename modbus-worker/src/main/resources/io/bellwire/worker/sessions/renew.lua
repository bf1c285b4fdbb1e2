-- KEYS: ws:session:{session_id} and ws:connection:{connection_id} by turns
-- ARGV: lifetime in ms, then connection_id and generation by turns
-- Returns a letter for each session: r renewed, l lost, p replaced by a higher generation.
local found = {}
for i = 1, #KEYS, 2 do
  local held = redis.call('GET', KEYS[i])
  local letter = 'l'
  if held == ARGV[i + 1] then
    if redis.call('PEXPIRE', KEYS[i + 1], ARGV[1]) == 1 then
      redis.call('PEXPIRE', KEYS[i], ARGV[1])
      letter = 'r'
    end
  elseif held then
    local generation = redis.call('HGET', 'ws:connection:' .. held, 'generation')
    if tonumber(generation or '0') > tonumber(ARGV[i + 2]) then
      letter = 'p'
    end
  end
  found[#found + 1] = letter
end
return table.concat(found)
