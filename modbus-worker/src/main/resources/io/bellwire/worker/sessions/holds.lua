-- KEYS: ws:session:{session_id} and ws:connection:{connection_id} by turns
-- ARGV: number of the last claim that counts, then the connection ids
-- Returns a letter for each session: h held since then, l lost, o another's by now, or claimed later.
local found = {}
for i = 1, #KEYS, 2 do
  local held = redis.call('GET', KEYS[i])
  local letter = 'o'
  if not held then
    letter = 'l'
  elseif held == ARGV[(i + 3) / 2] then
    local known = redis.call('HMGET', KEYS[i + 1], 'worker_id', 'claim')
    if not known[1] then
      letter = 'l'
    elseif tonumber(known[2] or '0') <= tonumber(ARGV[1]) then
      letter = 'h'
    end
  end
  found[#found + 1] = letter
end
return table.concat(found)
