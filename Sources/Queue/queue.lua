#!lua name=ifashion
-- The job queue's steps. Guarantees:
--   * a job that was accepted ends in exactly one of done, failed, dead, cancelled, and is counted once;
--   * the pending list of the stream's one group is the only lease: no second record can go out of step;
--   * every claim hands out a token, and a step that comes with an old token changes nothing;
--   * each step may be sent twice (a reply can get lost with its connection): the second changes nothing
--     and answers like the first;
--   * all times are Redis's own, in microseconds; workers' clocks don't matter.
--
-- KEYS[1] of every function is <prefix>ready; all other keys are built here from its prefix and stand in
-- one hash tag. QueueKeys.swift lists them. VERSION grows with every change of this file. New arguments
-- go to the end and have a default, so that programs of the last release work with this library.
--
-- States of a job: queued -> ready -> running -> done | failed | cancelled
--                            running -> retry -> queued, or after the last attempt -> dead
local VERSION = 7
local GROUP = 'workers'
local EVENTS_KEPT = 10000
local DEAD_KEPT = 10000
local DEAD_LIFETIME_MS = 7 * 24 * 3600 * 1000
local SECOND = 1000000

-- Which lane is asked first. One turn of five begins with upload and one with bulk: neither is starved.
local TURNS = {
  { 'light', 'upload', 'bulk' },
  { 'upload', 'light', 'bulk' },
  { 'light', 'upload', 'bulk' },
  { 'light', 'upload', 'bulk' },
  { 'bulk', 'light', 'upload' },
}

local function call(...) return redis.call(...) end

local function prefix(keys) return string.sub(keys[1], 1, string.find(keys[1], '}', 1, true) + 1) end

local function now()
  local time = call('TIME')
  return tonumber(time[1]) * SECOND + tonumber(time[2])
end

local function make_group(P) redis.pcall('XGROUP', 'CREATE', P .. 'ready', GROUP, '0', 'MKSTREAM') end

-- Entries of the stream that no worker has been given yet.
local function waiting(P)
  local pending = redis.pcall('XPENDING', P .. 'ready', GROUP)
  if pending.err then
    make_group(P)
    return call('XLEN', P .. 'ready')
  end
  return call('XLEN', P .. 'ready') - pending[1]
end

-- Puts a job into its client's backlog; a client with a backlog stands in its lane's ring once. Jobs of a backlog are
-- numbered, one up from the last or one down from the first.
local function push(P, id, at_front)
  local job = P .. 'job:' .. id
  local v = call('HMGET', job, 'lane', 'client')
  local backlog = P .. 'backlog:' .. v[1] .. ':' .. v[2]
  local side = at_front and 'LPUSH' or 'RPUSH'
  local neighbour, number = call('LINDEX', backlog, at_front and 0 or -1), 0
  if neighbour then
    number = tonumber(call('HGET', P .. 'job:' .. neighbour, 'number') or 0) + (at_front and -1 or 1)
  else
    call(side, P .. 'ring:' .. v[1], v[2])
  end
  call(side, backlog, id)
  call('HINCRBY', P .. 'figures', 'backlog:' .. v[1], 1)
  call('HSET', job, 'state', 'queued', 'number', number)
end

-- The next id of a lane: the client at the head of the ring gives one job and goes to its end.
local function pop(P, lane)
  while true do
    local client = call('LPOP', P .. 'ring:' .. lane)
    if not client then return nil end
    local backlog = P .. 'backlog:' .. lane .. ':' .. client
    local id = call('LPOP', backlog)
    if id then
      call('HINCRBY', P .. 'figures', 'backlog:' .. lane, -1)
      if call('EXISTS', backlog) == 1 then call('RPUSH', P .. 'ring:' .. lane, client) end
      if call('HGET', P .. 'job:' .. id, 'state') == 'queued' then return id end
    end
  end
end

-- Moves ids from the backlogs into the stream until its window is full. The window is as small as the
-- number of lanes at work, so that a light job that comes late waits for few others.
local function feed(P)
  if call('EXISTS', P .. 'ring:light', P .. 'ring:upload', P .. 'ring:bulk') == 0 then return end
  local room = tonumber(call('HGET', P .. 'figures', 'window') or 4) - waiting(P)
  while room > 0 do
    local turn = call('HINCRBY', P .. 'figures', 'turn', 1)
    local id
    for _, lane in ipairs(TURNS[turn % #TURNS + 1]) do
      id = pop(P, lane)
      if id then break end
    end
    if not id then return end
    local entry = call('XADD', P .. 'ready', '*', 'id', id)
    call('HSET', P .. 'job:' .. id, 'entry', entry, 'state', 'ready')
    room = room - 1
  end
end

-- The place of a waiting job (`v`: state, lane, client, entry), from 1: those already in the stream's window before it, or
-- the window, the jobs before it in its own backlog, and the turns that other clients of its lane get before it.
local function place(P, id, v)
  if v[1] == 'retry' then return waiting(P) + call('ZRANK', P .. 'retry', id) + 1 end
  if v[1] == 'ready' then
    local before = #call('XRANGE', P .. 'ready', '-', v[4])
    local in_work = call('XLEN', P .. 'ready') - waiting(P)
    return math.max(1, before - in_work)
  end
  -- By their numbers, not by looking through the backlog: however long it is, this takes the same time. Of those before it
  -- that were cancelled the numbers still count.
  local backlog = P .. 'backlog:' .. v[2] .. ':' .. v[3]
  local length, first = call('LLEN', backlog), call('LINDEX', backlog, 0)
  local number = call('HGET', P .. 'job:' .. id, 'number')
  local least = first and call('HGET', P .. 'job:' .. first, 'number')
  local own = tonumber(number or 0) - tonumber(least or 0)
  own = math.max(0, math.min(own, length - 1))
  local result = waiting(P) + own + 1
  -- Beyond 50 clients the exact sum isn't worth its time: the rest is taken to have one turn each.
  local ring = call('LRANGE', P .. 'ring:' .. v[2], 0, 49)
  local turns = own + 1
  for _, client in ipairs(ring) do
    if client == v[3] then turns = own
    else result = result + math.min(call('LLEN', P .. 'backlog:' .. v[2] .. ':' .. client), turns) end
  end
  return result + math.max(0, call('LLEN', P .. 'ring:' .. v[2]) - 50)
end

-- Of two ids of a stream's entries, whether the first is the earlier one.
local function is_before(one, other)
  local a, b = string.match(one, '^(%d+)-(%d+)$')
  local c, d = string.match(other, '^(%d+)-(%d+)$')
  a, b, c, d = tonumber(a), tonumber(b), tonumber(c), tonumber(d)
  return a < c or (a == c and b < d)
end

-- A change of the gallery that becomes open: of two changes of one item, the one that was submitted later wins,
-- whichever is computed first. Kept only while the item has open changes.
local function open_change(P, job, item)
  call('HSET', job, 'item', item, 'order', call('HINCRBY', P .. 'figures', 'changes', 1))
  call('HINCRBY', P .. 'gallery:open', item, 1)
end

-- Whether a job is what it is taken for: 'query', 'change', or nil for either.
local function is_kind(P, id, kind)
  return not kind or kind == '' or (call('HEXISTS', P .. 'job:' .. id, 'item') == 1) == (kind == 'change')
end

local function close_change(P, item)
  if call('HINCRBY', P .. 'gallery:open', item, -1) > 0 then return end
  call('HDEL', P .. 'gallery:open', item)
  call('HDEL', P .. 'gallery:latest', item)
end

-- Takes a job's entry out of the stream and of the pending list: nobody holds the job any more.
local function detach(P, id, entry)
  if not entry then return end
  call('XACK', P .. 'ready', GROUP, entry)
  call('XDEL', P .. 'ready', entry)
  call('HDEL', P .. 'job:' .. id, 'entry')
end

local function tell(P, id, state)
  call('XADD', P .. 'events', 'MAXLEN', '~', EVENTS_KEPT, '*', 'id', id, 'state', state)
end

-- A member of a batch has become final. Its removal from the set of open members decides, so that it is counted once.
-- Answers whether other members are open: what is known of this one is then kept until the last has ended.
local function end_member(P, batch, id, state)
  local key = P .. 'batch:' .. batch
  if call('SREM', key .. ':open', id) == 0 then return false end
  call('RPUSH', key .. ':ended', id)
  call('HINCRBY', key, state, 1)
  tell(P, batch, state)
  if call('EXISTS', key .. ':open') == 1 then
    call('PERSIST', P .. 'answer:' .. id)
    return true
  end
  local lifetime = call('HGET', key, 'lifetime')
  call('HSET', key, 'ended', now())
  for _, member in ipairs(call('LRANGE', key .. ':ended', 0, -1)) do
    if call('HGET', P .. 'job:' .. member, 'state') ~= 'dead' then call('PEXPIRE', P .. 'job:' .. member, lifetime) end
    call('PEXPIRE', P .. 'answer:' .. member, lifetime)
  end
  call('PEXPIRE', key, lifetime)
  call('PEXPIRE', key .. ':ended', lifetime)
  return false
end

-- The one place where a job becomes final. Callers come with open jobs only; the look at `ended` makes sure
-- that a job would be counted once even if one didn't.
local function settle(P, id, state, code, detail)
  local job = P .. 'job:' .. id
  local v = call('HMGET', job, 'client', 'bytes', 'entry', 'ended', 'lifetime', 'started', 'state', 'item', 'batch')
  if v[4] then return end
  local time = now()
  call('HSET', job, 'state', state, 'code', code or '', 'detail', detail or '', 'ended', time)
  detach(P, id, v[3])
  call('HINCRBY', P .. 'figures', 'jobs', -1)
  -- 0 - n, as -n of nothing would be sent as «-0», which is no integer to Redis.
  call('HINCRBY', P .. 'figures', 'bytes', 0 - tonumber(v[2]))
  call('HINCRBY', P .. 'figures', state, 1)
  if v[7] == 'running' then
    call('HINCRBY', P .. 'figures', 'runs', 1)
    call('HINCRBY', P .. 'figures', 'run_us', time - tonumber(v[6]))
  end
  if call('HINCRBY', P .. 'clients', v[1], -1) <= 0 then call('HDEL', P .. 'clients', v[1]) end
  if v[8] then close_change(P, v[8]) end
  local stays = v[9] and end_member(P, v[9], id, state)
  if state == 'dead' then
    -- Keeps its request: someone may want to send it again by hand.
    call('ZADD', P .. 'dead', time, id)
    call('ZREMRANGEBYRANK', P .. 'dead', 0, -(DEAD_KEPT + 1))
    call('ZREMRANGEBYSCORE', P .. 'dead', '-inf', time - DEAD_LIFETIME_MS * 1000)
    call('PEXPIRE', job, DEAD_LIFETIME_MS)
  else
    call('HDEL', job, 'request')
    if not stays then call('PEXPIRE', job, v[5]) end
  end
  tell(P, id, state)
end

-- Microseconds until the next attempt: 250 ms, doubled by each, at most 30 s; between half and whole,
-- so that jobs that failed together don't come back together.
local function backoff(attempts)
  local longest = math.min(30 * SECOND, 250000 * 2 ^ (attempts - 1))
  return math.floor(longest * (0.5 + (now() % 997) / 1994))
end

-- A delivery that got lost with its worker. `delayed`: back off before the next attempt.
-- Answers 'retried', 'dead', 'cancelled', or nil when the entry belongs to no job any more.
local function recover(P, entry, id, delayed)
  local job = P .. 'job:' .. id
  local v = call('HMGET', job, 'state', 'attempts', 'max', 'entry', 'cancel')
  if v[4] ~= entry then
    call('XACK', P .. 'ready', GROUP, entry)
    call('XDEL', P .. 'ready', entry)
    return nil
  end
  if v[5] then
    settle(P, id, 'cancelled')
    return 'cancelled'
  end
  local attempts = tonumber(v[2])
  if v[1] == 'running' and attempts >= tonumber(v[3]) then
    settle(P, id, 'dead', 'worker_died', 'Its worker ended without an answer, attempt ' .. v[2] .. '.')
    return 'dead'
  end
  detach(P, id, entry)
  call('HINCRBY', P .. 'figures', 'recovered', 1)
  if v[1] == 'running' and delayed then
    call('HSET', job, 'state', 'retry', 'code', 'worker_died')
    call('ZADD', P .. 'retry', now() + backoff(attempts), id)
  else
    push(P, id, true)
  end
  return 'retried'
end

-- The job's fields if `token` is the one of its present claim.
local function held(P, id, token)
  local v = call('HMGET', P .. 'job:' .. id, 'state', 'token', 'entry', 'cancel', 'attempts', 'max')
  if v[1] ~= 'running' or v[2] ~= token then return nil end
  return v
end

-- The state that this very claim has already brought the job to, when a step comes a second time.
local function settled_by(P, id, token)
  local v = call('HMGET', P .. 'job:' .. id, 'state', 'token', 'settler')
  if v[3] ~= token or v[2] ~= token then return nil end
  if v[1] == 'queued' or v[1] == 'ready' then return 'retry' end
  return v[1]
end

-- ifashion_version: the library's number.
-- KEYS none. ARGV none. Returns an integer.
local function version() return VERSION end

-- ifashion_open: makes the group if it is not there; what every connection does first.
-- KEYS ready. ARGV none. Returns 1.
local function open(keys)
  make_group(prefix(keys))
  return 1
end

-- Why `count` more jobs of a client with so many bytes of images find no room ('full', 'client_full' or nil), and in
-- how many ms to ask again: the time in which a tenth of the queue gets done, as jobs went until now. A queue that is
-- drained has no room for any.
local function refusal(P, client, count, bytes, most_jobs, most_bytes, most_of_client)
  local f = call('HMGET', P .. 'figures', 'jobs', 'bytes', 'runs', 'run_us', 'window', 'draining')
  if f[6] == '1' then return 'full', 30000 end
  local jobs = tonumber(f[1] or 0)
  local full
  if jobs + count > tonumber(most_jobs) or tonumber(f[2] or 0) + bytes > tonumber(most_bytes) then full = 'full'
  elseif tonumber(call('HGET', P .. 'clients', client) or 0) + count > tonumber(most_of_client) then
    full = 'client_full'
  end
  local each = tonumber(f[4] or 0) / math.max(1, tonumber(f[3] or 0)) / 1000
  local wait = math.floor(math.min(60000, math.max(1000, jobs / 10 * each / tonumber(f[5] or 4))))
  return full, wait
end

-- ifashion_submit: accepts a job or refuses it, and changes nothing when it refuses. Has no allow-oom:
-- a full Redis refuses it as a whole, before any write.
-- KEYS ready. ARGV id, client, lane, request (JSON), image bytes, idempotency key ('' none), fingerprint,
--   idempotency lifetime ms, answer lifetime ms, attempts, most jobs, most bytes, most jobs of a client,
--   the item that it changes ('' none), most changes that are open or in the gallery's log,
--   whether the place is asked for ('1').
-- Returns {'accepted', id, place} ({'accepted', id} without one, or when the call comes again), {'repeated'|'conflict', id},
--   {'full'|'client_full'|'log_full', retry after ms}.
local function submit(keys, a)
  local P = prefix(keys)
  local id, client, lane, bytes, key = a[1], a[2], a[3], tonumber(a[5]), a[6]
  local item = a[14] or ''
  local job = P .. 'job:' .. id
  if call('EXISTS', job) == 1 then return { 'accepted', id } end
  local known = P .. 'idempotency:' .. client .. ':' .. key
  if key ~= '' then
    local old = call('HMGET', known, 'id', 'fingerprint')
    local state = old[1] and call('HGET', P .. 'job:' .. old[1], 'state')
    -- A job that is no longer known, or was erased, can't be answered again: the key is free.
    if state and state ~= 'cancelled' then
      return { old[2] == a[7] and 'repeated' or 'conflict', old[1] }
    end
  end

  local full, wait = refusal(P, client, 1, bytes, a[11], a[12], a[13])
  if not full and item ~= ''
    and call('XLEN', P .. 'gallery:log') + call('HLEN', P .. 'gallery:open') >= tonumber(a[15]) then
    full = 'log_full'
  end
  if full then
    call('HINCRBY', P .. 'figures', 'refused', 1)
    return { full, wait }
  end

  if key ~= '' then
    call('HSET', known, 'id', id, 'fingerprint', a[7])
    call('PEXPIRE', known, a[8])
  end
  call('HSET', job, 'client', client, 'lane', lane, 'request', a[4], 'bytes', bytes, 'lifetime', a[9],
    'max', a[10], 'attempts', 0, 'token', 0, 'submitted', now())
  if item ~= '' then open_change(P, job, item) end
  call('HINCRBY', P .. 'figures', 'submitted', 1)
  call('HINCRBY', P .. 'figures', 'jobs', 1)
  call('HINCRBY', P .. 'figures', 'bytes', bytes)
  call('HINCRBY', P .. 'clients', client, 1)
  push(P, id, false)
  feed(P)
  -- Programs of before take a third part for a fault.
  if a[16] ~= '1' then return { 'accepted', id } end
  return { 'accepted', id, place(P, id, call('HMGET', job, 'state', 'lane', 'client', 'entry')) }
end

-- ifashion_batch: accepts a batch of photos' jobs as a whole, or refuses it as a whole and changes nothing. A member
-- that comes with a code has failed already. Has no allow-oom, as submit.
-- KEYS ready. ARGV batch, client, request of all members (JSON), idempotency key ('' none), fingerprint, idempotency
--   lifetime ms, answer lifetime ms, attempts, most jobs, most bytes, most jobs of a client, then for each member:
--   id, name, image bytes, code ('' none), detail.
-- Returns {'accepted'|'repeated'|'conflict', batch}, {'full'|'client_full', retry after ms}.
local function batch(keys, a)
  local P = prefix(keys)
  local id, client, key = a[1], a[2], a[4]
  local record = P .. 'batch:' .. id
  if call('EXISTS', record) == 1 then return { 'accepted', id } end
  local known = P .. 'batchkey:' .. client .. ':' .. key
  if key ~= '' then
    local old = call('HMGET', known, 'id', 'fingerprint')
    -- A batch that is no longer known, or was erased: the key is free.
    if old[1] and call('EXISTS', P .. 'batch:' .. old[1]) == 1
      and call('HEXISTS', P .. 'batch:' .. old[1], 'cancelled_at') == 0 then
      return { old[2] == a[5] and 'repeated' or 'conflict', old[1] }
    end
  end

  local count, bytes, total = 0, 0, (#a - 11) / 5
  for i = 12, #a, 5 do
    if a[i + 3] == '' then count, bytes = count + 1, bytes + tonumber(a[i + 2]) end
  end
  local full, wait = refusal(P, client, count, bytes, a[9], a[10], a[11])
  if full then
    call('HINCRBY', P .. 'figures', 'refused', 1)
    return { full, wait }
  end

  if key ~= '' then
    call('HSET', known, 'id', id, 'fingerprint', a[5])
    call('PEXPIRE', known, a[6])
  end
  local time = now()
  call('HSET', record, 'client', client, 'total', total, 'lifetime', a[7], 'submitted', time)
  call('HINCRBY', P .. 'figures', 'submitted', total)
  -- All are open before any of them ends: the last one closes the batch.
  for i = 12, #a, 5 do call('SADD', record .. ':open', a[i]) end
  for i = 12, #a, 5 do
    local job = P .. 'job:' .. a[i]
    call('HSET', job, 'client', client, 'lane', 'bulk', 'bytes', a[i + 2], 'lifetime', a[7], 'max', a[8],
      'attempts', 0, 'token', 0, 'submitted', time, 'batch', id, 'member', (i - 12) / 5, 'name', a[i + 1])
    if a[i + 3] == '' then
      call('HSET', job, 'request', a[3])
      push(P, a[i], false)
    end
  end
  if count > 0 then
    call('HINCRBY', P .. 'figures', 'jobs', count)
    call('HINCRBY', P .. 'figures', 'bytes', bytes)
    call('HINCRBY', P .. 'clients', client, count)
  end
  for i = 12, #a, 5 do
    if a[i + 3] ~= '' then
      call('HSET', P .. 'job:' .. a[i], 'state', 'failed', 'code', a[i + 3], 'detail', a[i + 4], 'ended', time)
      call('HINCRBY', P .. 'figures', 'failed', 1)
      if not end_member(P, id, a[i], 'failed') then call('PEXPIRE', P .. 'job:' .. a[i], a[7]) end
    end
  end
  feed(P)
  return { 'accepted', id }
end

-- ifashion_claim: makes a delivered entry the worker's job and begins an attempt.
-- KEYS ready. ARGV id, entry, worker.
-- Returns {token, attempt, request, submitted us, waited us}, or {} when there is nothing to do (any more).
local function claim(keys, a)
  local P = prefix(keys)
  local id, entry, worker = a[1], a[2], a[3]
  local job = P .. 'job:' .. id
  local v = call('HMGET', job, 'state', 'entry', 'worker', 'request', 'submitted', 'cancel')
  if v[2] ~= entry or (v[1] ~= 'ready' and v[1] ~= 'running') then
    call('XACK', P .. 'ready', GROUP, entry)
    call('XDEL', P .. 'ready', entry)
    feed(P)
    return {}
  end
  if v[6] then
    settle(P, id, 'cancelled')
    feed(P)
    return {}
  end
  local time = now()
  local token = call('HINCRBY', job, 'token', 1)
  -- Already running here: the reply to the first claim was lost, and this is the same attempt. Running
  -- elsewhere: the group was lost and the entry delivered anew; the other's token is old from now on.
  local again = v[1] == 'running' and v[3] == worker
  local attempt = call('HINCRBY', job, 'attempts', again and 0 or 1)
  call('HSET', job, 'state', 'running', 'worker', worker, 'started', time, 'progress', 'decode')
  feed(P)
  return { token, attempt, v[4], tonumber(v[5]), time - tonumber(v[5]) }
end

-- ifashion_take: the next job if one waits, read and claimed in one step: with appendfsync always, each step
-- that writes costs an fsync. Who gets none reads the stream with BLOCK, which a function can't, and claims.
-- KEYS ready. ARGV worker.
-- Returns {token, attempt, request, submitted us, waited us, id}, or {} when none waits.
local function take(keys, a)
  local P = prefix(keys)
  while true do
    local reply = call('XREADGROUP', 'GROUP', GROUP, a[1], 'COUNT', 1, 'STREAMS', P .. 'ready', '>')
    if not reply then return {} end
    local entry = reply[1][2][1]
    local id = entry[2][2]
    local claimed = claim(keys, { id, entry[1], a[1] })
    if #claimed > 0 then
      claimed[#claimed + 1] = id
      return claimed
    end
  end
end

-- ifashion_beat: renews the lease and notes the stage.
-- KEYS ready. ARGV id, token, worker, stage.
-- Returns 'go_on', 'cancelled' (stop, nobody wants the answer) or 'lost' (another has the job).
local function beat(keys, a)
  local P = prefix(keys)
  local v = held(P, a[1], a[2])
  if not v then return 'lost' end
  if v[4] then return 'cancelled' end
  call('XCLAIM', P .. 'ready', GROUP, a[3], 0, v[3], 'JUSTID')
  call('HSET', P .. 'job:' .. a[1], 'progress', a[4])
  return 'go_on'
end

-- ifashion_finish: keeps the answer and settles the job.
-- KEYS ready. ARGV id, token, answer.
-- Returns 1 (kept), 0 (cancelled, or another has the job: the answer was thrown away).
local function finish(keys, a)
  local P = prefix(keys)
  local id, token = a[1], a[2]
  local v = held(P, id, token)
  if not v then return settled_by(P, id, token) == 'done' and 1 or 0 end
  if v[4] then
    settle(P, id, 'cancelled')
    feed(P)
    return 0
  end
  local job = P .. 'job:' .. id
  call('SET', P .. 'answer:' .. id, a[3], 'PX', call('HGET', job, 'lifetime'))
  call('HSET', job, 'settler', token)
  settle(P, id, 'done')
  feed(P)
  return 1
end

-- ifashion_fail: ends an attempt without an answer.
-- KEYS ready. ARGV id, token, code, detail, retry ('1' the fault may pass, '0' it is the query's own).
-- Returns 'retry', 'failed', 'dead' (that was the last attempt), 'cancelled' or 'lost'.
local function fail(keys, a)
  local P = prefix(keys)
  local id, token = a[1], a[2]
  local v = held(P, id, token)
  if not v then return settled_by(P, id, token) or 'lost' end
  local job = P .. 'job:' .. id
  local outcome = a[5] == '1' and 'dead' or 'failed'
  call('HSET', job, 'settler', token)
  if v[4] then
    outcome = 'cancelled'
    settle(P, id, outcome)
  elseif a[5] == '1' and tonumber(v[5]) < tonumber(v[6]) then
    outcome = 'retry'
    detach(P, id, v[3])
    call('HSET', job, 'state', 'retry', 'code', a[3], 'detail', a[4])
    call('ZADD', P .. 'retry', now() + backoff(tonumber(v[5])), id)
    call('HINCRBY', P .. 'figures', 'retried', 1)
  else
    settle(P, id, outcome, a[3], a[4])
  end
  feed(P)
  return outcome
end

-- ifashion_release: a worker that leaves hands its job back. The attempt doesn't count, and the job goes
-- to the front of its client's backlog.
-- KEYS ready. ARGV id, token.
-- Returns 1 (handed back), 0 (wasn't held any more).
local function release(keys, a)
  local P = prefix(keys)
  local v = held(P, a[1], a[2])
  if not v then return 0 end
  if v[4] then
    settle(P, a[1], 'cancelled')
  else
    detach(P, a[1], v[3])
    call('HINCRBY', P .. 'job:' .. a[1], 'attempts', -1)
    push(P, a[1], true)
  end
  feed(P)
  return 1
end

-- Erases what is known of a job, see ifashion_cancel. Leaves feeding to the caller.
local function erase(P, id)
  local job = P .. 'job:' .. id
  local v = call('HMGET', job, 'state', 'lane', 'client', 'lifetime', 'batch')
  local state = v[1]
  if not state then return 'unknown' end
  if state == 'cancelled' then return 'erased' end
  if state == 'running' then
    call('HSET', job, 'cancel', 1)
    tell(P, id, 'cancelled')
    return 'asked'
  end
  if state == 'queued' or state == 'ready' or state == 'retry' then
    if state == 'queued' then
      local removed = call('LREM', P .. 'backlog:' .. v[2] .. ':' .. v[3], 1, id)
      call('HINCRBY', P .. 'figures', 'backlog:' .. v[2], 0 - removed)
      -- An emptied backlog must leave the ring, or its client would stand there twice after the next push.
      if call('EXISTS', P .. 'backlog:' .. v[2] .. ':' .. v[3]) == 0 then
        call('LREM', P .. 'ring:' .. v[2], 0, v[3])
      end
    end
    call('ZREM', P .. 'retry', id)
    settle(P, id, 'cancelled')
    return 'cancelled'
  end
  call('UNLINK', P .. 'answer:' .. id)
  call('ZREM', P .. 'dead', id)
  call('HDEL', job, 'request', 'code', 'detail')
  call('HSET', job, 'state', 'cancelled')
  -- One of a batch that goes on is told of until the batch's end.
  if not v[5] or call('EXISTS', P .. 'batch:' .. v[5] .. ':open') == 0 then call('PEXPIRE', job, v[4]) end
  return 'erased'
end

-- ifashion_cancel: erases what is known of a job. One that waits is final at once; one that runs is
-- flagged, and settled by its worker's next step; of one that is final the answer goes.
-- KEYS ready. ARGV id, what it is taken for ('query', 'change', '' for either).
-- Returns 'cancelled', 'asked', 'erased' or 'unknown'.
local function cancel(keys, a)
  local P = prefix(keys)
  if not is_kind(P, a[1], a[2]) then return 'unknown' end
  local outcome = erase(P, a[1])
  if outcome == 'cancelled' then feed(P) end
  return outcome
end

-- ifashion_batch_cancel: cancels the members that aren't final, and erases what is known of all.
-- KEYS ready. ARGV batch.
-- Returns {'cancelled', member, …} (whose images are to be removed), {'erased'} (it was done before) or {'unknown'}.
local function batch_cancel(keys, a)
  local P = prefix(keys)
  local record = P .. 'batch:' .. a[1]
  local v = call('HMGET', record, 'lifetime', 'cancelled_at')
  if not v[1] then return { 'unknown' } end
  if v[2] then return { 'erased' } end
  local members = call('SMEMBERS', record .. ':open')
  for _, id in ipairs(call('LRANGE', record .. ':ended', 0, -1)) do members[#members + 1] = id end
  -- Before the members: from here on none of them counts, and none keeps its record for the batch's sake.
  call('UNLINK', record .. ':open', record .. ':ended')
  local reply = { 'cancelled' }
  for _, id in ipairs(members) do
    erase(P, id)
    call('HDEL', P .. 'job:' .. id, 'name')
    reply[#reply + 1] = id
  end
  call('HSET', record, 'cancelled_at', now())
  call('PEXPIRE', record, v[1])
  tell(P, a[1], 'cancelled')
  feed(P)
  return reply
end

-- ifashion_status: what is known of a job.
-- KEYS ready. ARGV id, what it is taken for ('query', 'change', '' for either).
-- Returns {'unknown'}, {'gone'}, {'queued', place}, {'running', stage}, {'done', answer} or
--   {'failed', code, detail}.
local function status(keys, a)
  local P = prefix(keys)
  if not is_kind(P, a[1], a[2]) then return { 'unknown' } end
  local v = call('HMGET', P .. 'job:' .. a[1], 'state', 'lane', 'client', 'entry', 'progress', 'code', 'detail',
    'cancel')
  local state = v[1]
  if not state then return { 'unknown' } end
  if state == 'cancelled' or v[8] then return { 'gone' } end
  if state == 'running' then return { 'running', v[5] } end
  if state == 'failed' or state == 'dead' then return { 'failed', v[6], v[7] } end
  if state == 'done' then
    local answer = call('GET', P .. 'answer:' .. a[1])
    if answer then return { 'done', answer } end
    return { 'unknown' }
  end
  return { 'queued', place(P, a[1], v) }
end

-- ifashion_batch_status: how far a batch has come.
-- KEYS ready. ARGV batch.
-- Returns {'unknown'}, {'gone'}, or {'known', total, queued, running, done, failed, dead, cancelled, submitted us,
--   us from then until its end or until now, ms until it is forgotten or -1 while it is open}.
local function batch_status(keys, a)
  local P = prefix(keys)
  local record = P .. 'batch:' .. a[1]
  local v = call('HMGET', record, 'total', 'done', 'failed', 'dead', 'cancelled', 'submitted', 'ended', 'cancelled_at')
  if not v[1] then return { 'unknown' } end
  if v[8] then return { 'gone' } end
  local running, open = 0, call('SMEMBERS', record .. ':open')
  for _, id in ipairs(open) do
    if call('HGET', P .. 'job:' .. id, 'state') == 'running' then running = running + 1 end
  end
  return { 'known', tonumber(v[1]), #open - running, running, tonumber(v[2] or 0), tonumber(v[3] or 0),
    tonumber(v[4] or 0), tonumber(v[5] or 0), tonumber(v[6]), (tonumber(v[7]) or now()) - tonumber(v[6]),
    call('PTTL', record) }
end

-- ifashion_batch_results: members that have ended, in the order of their ends.
-- KEYS ready. ARGV batch, how many to pass over, most members, bytes of answers after which no more are added.
-- Returns {'unknown'}, {'gone'}, or {'known', members that have ended, members that are open, member, …}: each
--   {id, number in the batch from 0, name, what ifashion_status answers}.
local function batch_results(keys, a)
  local P = prefix(keys)
  local record = P .. 'batch:' .. a[1]
  local v = call('HMGET', record, 'total', 'cancelled_at')
  if not v[1] then return { 'unknown' } end
  if v[2] then return { 'gone' } end
  local from, bytes = tonumber(a[2]), 0
  local reply = { 'known', call('LLEN', record .. ':ended'), call('SCARD', record .. ':open') }
  for _, id in ipairs(call('LRANGE', record .. ':ended', from, from + tonumber(a[3]) - 1)) do
    local job = call('HMGET', P .. 'job:' .. id, 'member', 'name')
    local known = status(keys, { id })
    reply[#reply + 1] = { id, tonumber(job[1] or -1), job[2] or '', known }
    if known[1] == 'done' then bytes = bytes + #known[2] end
    if bytes >= tonumber(a[4]) then break end
  end
  return reply
end

-- ifashion_tick: takes jobs back whose lease is idle and queues retries that are due. Every worker calls
-- it every third of a lease; there is no leader.
-- KEYS ready. ARGV lease ms.
-- Returns {jobs taken back, jobs dead, retries queued}.
local function tick(keys, a)
  local P = prefix(keys)
  local result = { 0, 0, 0 }
  make_group(P)
  local lost, cursor = {}, '0-0'
  for _ = 1, 20 do
    local page = call('XAUTOCLAIM', P .. 'ready', GROUP, 'recovery', a[1], cursor, 'COUNT', 100)
    for _, entry in ipairs(page[2]) do lost[#lost + 1] = entry end
    cursor = page[1]
    if cursor == '0-0' then break end
  end
  for _, entry in ipairs(lost) do
    local outcome = recover(P, entry[1], entry[2][2], true)
    if outcome == 'retried' then result[1] = result[1] + 1 end
    if outcome == 'dead' then result[2] = result[2] + 1 end
  end
  for _, id in ipairs(call('ZRANGEBYSCORE', P .. 'retry', '-inf', now(), 'LIMIT', 0, 100)) do
    call('ZREM', P .. 'retry', id)
    if call('HGET', P .. 'job:' .. id, 'state') == 'retry' then
      push(P, id, false)
      result[3] = result[3] + 1
    end
  end
  feed(P)
  return result
end

-- ifashion_recover: a worker that starts takes back at once what it held under its name when it died.
-- KEYS ready. ARGV worker.
-- Returns {jobs taken back, jobs dead, 0}.
local function recover_own(keys, a)
  local P = prefix(keys)
  local result = { 0, 0, 0 }
  make_group(P)
  for _, pending in ipairs(call('XPENDING', P .. 'ready', GROUP, '-', '+', 1000, a[1])) do
    local entry = call('XRANGE', P .. 'ready', pending[1], pending[1])[1]
    if entry then
      local outcome = recover(P, entry[1], entry[2][2], false)
      if outcome == 'retried' then result[1] = result[1] + 1 end
      if outcome == 'dead' then result[2] = result[2] + 1 end
    else
      call('XACK', P .. 'ready', GROUP, pending[1])
    end
  end
  feed(P)
  return result
end

-- The names of the workers that have told of themselves lately; the window becomes the sum of their lanes.
local function living(P)
  call('ZREMRANGEBYSCORE', P .. 'workers', '-inf', now())
  local names, lanes = call('ZRANGE', P .. 'workers', 0, -1), 0
  for _, name in ipairs(names) do lanes = lanes + tonumber(call('HGET', P .. 'worker:' .. name, 'lanes') or 0) end
  call('HSET', P .. 'figures', 'window', math.max(2, lanes))
  return names
end

-- ifashion_register: a worker tells that it lives, and its figures.
-- KEYS ready. ARGV worker, lifetime ms, then field and value by turns; a field `lanes` among them.
-- Returns the number of workers.
local function register(keys, a)
  local P = prefix(keys)
  call('HSET', P .. 'worker:' .. a[1], unpack(a, 3))
  call('PEXPIRE', P .. 'worker:' .. a[1], a[2])
  call('ZADD', P .. 'workers', now() + tonumber(a[2]) * 1000, a[1])
  local count = #living(P)
  feed(P)
  return count
end

-- ifashion_leave: a worker that ends takes its name off the list.
-- KEYS ready. ARGV worker.
-- Returns the number of workers that are left.
local function leave(keys, a)
  local P = prefix(keys)
  call('UNLINK', P .. 'worker:' .. a[1])
  call('ZREM', P .. 'workers', a[1])
  make_group(P)
  -- Deleting a consumer deletes its pending list: only when it holds nothing.
  if #call('XPENDING', P .. 'ready', GROUP, '-', '+', 1, a[1]) == 0 then
    call('XGROUP', 'DELCONSUMER', P .. 'ready', GROUP, a[1])
  end
  return #living(P)
end

-- ifashion_workers: the workers that live.
-- KEYS ready. ARGV none.
-- Returns for each {name, {field, value, …}}.
local function workers(keys)
  local P = prefix(keys)
  local result = {}
  for _, name in ipairs(call('ZRANGEBYSCORE', P .. 'workers', now(), '+inf')) do
    result[#result + 1] = { name, call('HGETALL', P .. 'worker:' .. name) }
  end
  return result
end

-- ifashion_figures: counters since the queue was made, and depths now.
-- KEYS ready. ARGV none.
-- Returns {field, value, …}.
local function figures(keys)
  local P = prefix(keys)
  local result = call('HGETALL', P .. 'figures')
  local wait = waiting(P)
  for _, pair in ipairs({
    { 'ready', wait }, { 'running', call('XLEN', P .. 'ready') - wait },
    { 'retry', call('ZCARD', P .. 'retry') }, { 'dead_kept', call('ZCARD', P .. 'dead') },
  }) do
    result[#result + 1] = pair[1]
    result[#result + 1] = tostring(pair[2])
  end
  return result
end

-- ifashion_dead: jobs that were given up, the latest first.
-- KEYS ready. ARGV count.
-- Returns for each {id, code, detail, attempts, ended us}.
local function dead(keys, a)
  local P = prefix(keys)
  local result = {}
  for _, id in ipairs(call('ZREVRANGE', P .. 'dead', 0, tonumber(a[1]) - 1)) do
    local v = call('HMGET', P .. 'job:' .. id, 'code', 'detail', 'attempts', 'ended')
    if v[1] then result[#result + 1] = { id, v[1], v[2], tonumber(v[3]), tonumber(v[4]) } end
  end
  return result
end

-- ifashion_retry: sends a dead job again, with all its attempts.
-- KEYS ready. ARGV id.
-- Returns 1, or 0 when the dead list hasn't got it.
local function retry(keys, a)
  local P = prefix(keys)
  local id = a[1]
  local job = P .. 'job:' .. id
  if call('ZREM', P .. 'dead', id) == 0 then return 0 end
  local v = call('HMGET', job, 'client', 'bytes', 'state', 'item')
  if v[3] ~= 'dead' then return 0 end
  call('HSET', job, 'attempts', 0)
  call('HDEL', job, 'ended', 'code', 'detail', 'settler')
  call('PERSIST', job)
  call('HINCRBY', P .. 'figures', 'jobs', 1)
  call('HINCRBY', P .. 'figures', 'bytes', v[2])
  call('HINCRBY', P .. 'clients', v[1], 1)
  if v[4] then open_change(P, job, v[4]) end
  push(P, id, false)
  feed(P)
  return 1
end

-- ifashion_lanes: how many jobs wait in each lane's backlogs, and for how long the oldest does. The few in the stream's
-- window are about to be taken and not among them. Beyond 1,000 clients of a lane, the first in turn are looked at.
-- KEYS ready. ARGV none.
-- Returns for each lane {name, jobs, us}.
local function lanes(keys)
  local P = prefix(keys)
  local reply, time = {}, now()
  for _, lane in ipairs({ 'light', 'upload', 'bulk' }) do
    local first = time
    for _, client in ipairs(call('LRANGE', P .. 'ring:' .. lane, 0, 999)) do
      local id = call('LINDEX', P .. 'backlog:' .. lane .. ':' .. client, 0)
      local submitted = id and call('HGET', P .. 'job:' .. id, 'submitted')
      if submitted then first = math.min(first, tonumber(submitted)) end
    end
    reply[#reply + 1] = { lane, tonumber(call('HGET', P .. 'figures', 'backlog:' .. lane) or 0), time - first }
  end
  return reply
end

-- ifashion_purge: erases jobs of the dead list, or jobs that wait in backlogs, as ifashion_cancel would.
-- KEYS ready. ARGV 'dead' or 'waiting', most jobs.
-- Returns their ids; fewer than asked for when no more are there.
local function purge(keys, a)
  local P = prefix(keys)
  local most, ids = tonumber(a[2]), {}
  if a[1] == 'dead' then
    ids = call('ZRANGE', P .. 'dead', 0, most - 1)
  else
    for _, lane in ipairs({ 'light', 'upload', 'bulk' }) do
      for _, client in ipairs(call('LRANGE', P .. 'ring:' .. lane, 0, -1)) do
        local room = most - #ids
        if room == 0 then break end
        for _, id in ipairs(call('LRANGE', P .. 'backlog:' .. lane .. ':' .. client, 0, room - 1)) do
          ids[#ids + 1] = id
        end
      end
    end
  end
  for _, id in ipairs(ids) do
    -- One whose record has expired is on the list alone.
    if erase(P, id) == 'unknown' then call('ZREM', P .. 'dead', id) end
  end
  feed(P)
  return ids
end

-- ifashion_drain: whether new jobs are refused; those that are there are worked on.
-- KEYS ready. ARGV '1' or '0'.
-- Returns the number of jobs that are not final.
local function drain(keys, a)
  local P = prefix(keys)
  call('HSET', P .. 'figures', 'draining', a[1])
  return tonumber(call('HGET', P .. 'figures', 'jobs') or 0)
end

-- The id of the last entry that the gallery's log had, also if it was trimmed since.
local function last_logged(P)
  local info = redis.pcall('XINFO', 'STREAM', P .. 'gallery:log')
  if not info.err then
    for i = 1, #info, 2 do
      if info[i] == 'last-generated-id' then return info[i + 1] end
    end
  end
  return call('GET', P .. 'gallery:trimmed') or '0-0'
end

-- ifashion_change: settles a job by putting its change into the gallery's log, in one step: a change that was
-- computed twice is logged once.
-- KEYS ready. ARGV id, token, answer (a JSON object with a member), the position of a gallery that hasn't got
--   the item ('': it is to be logged in any case), then the entry's fields and values by turns.
-- Returns {'logged', position}, {'superseded', position of a change of the item that was submitted later and
--   is logged already}, {'missing', ''} (there is no such item, nothing was changed), {'behind', position to
--   wait for} (the item may be in the log) or {'lost', ''} (cancelled, or another has the job).
local function change(keys, a)
  local P = prefix(keys)
  local id, token, without = a[1], a[2], a[4]
  local job = P .. 'job:' .. id
  local v = held(P, id, token)
  if not v then
    if settled_by(P, id, token) ~= 'done' then return { 'lost', '' } end
    return call('HMGET', job, 'outcome', 'position')
  end
  if v[4] then
    settle(P, id, 'cancelled')
    feed(P)
    return { 'lost', '' }
  end
  local w = call('HMGET', job, 'item', 'order', 'lifetime')
  if without ~= '' then
    local last = last_logged(P)
    if is_before(without, last) then return { 'behind', last } end
    -- An open change that was submitted before this one must find it in the log.
    if call('HGET', P .. 'gallery:open', w[1]) == '1' then return { 'missing', '' } end
  end
  local outcome, position = 'logged', nil
  local latest = call('HGET', P .. 'gallery:latest', w[1])
  if latest then
    local order, at = string.match(latest, '^(%d+) (%S+)$')
    if tonumber(order) > tonumber(w[2]) then outcome, position = 'superseded', at end
  end
  if not position then
    position = call('XADD', P .. 'gallery:log', '*', unpack(a, 5))
    call('HSET', P .. 'gallery:latest', w[1], w[2] .. ' ' .. position)
  end
  local answer = string.sub(a[3], 1, -2) .. ',"position":"' .. position .. '","superseded":'
    .. (outcome == 'superseded' and 'true' or 'false') .. '}'
  call('SET', P .. 'answer:' .. id, answer, 'PX', w[3])
  call('HSET', job, 'settler', token, 'outcome', outcome, 'position', position)
  settle(P, id, 'done')
  feed(P)
  return { outcome, position }
end

-- ifashion_reader: the writer of a gallery's folder tells how far it has applied the log; what all folders have
-- applied is trimmed.
-- KEYS ready. ARGV reader, position ('': the folder has applied none), ms after which a reader that wasn't
--   seen is forgotten.
-- Returns {'joined', position to go on after, forgotten reader, …}, or {'missed', first position that is
--   enough, forgotten reader, …} when entries that the folder hasn't applied were trimmed.
local function reader(keys, a)
  local P = prefix(keys)
  local name, position, forget = a[1], a[2], tonumber(a[3]) * 1000
  local key, time = P .. 'gallery:readers', now()
  local trimmed = call('GET', P .. 'gallery:trimmed') or '0-0'
  local reply, least = { 'joined', '' }, nil
  local all = call('HGETALL', key)
  for i = 1, #all, 2 do
    if all[i] ~= name then
      local at, seen = string.match(all[i + 1], '^(%S+) (%d+)$')
      if tonumber(seen) + forget < time then
        call('HDEL', key, all[i])
        reply[#reply + 1] = all[i]
      elseif not least or is_before(at, least) then
        least = at
      end
    end
  end
  -- A new folder, and no other that could have more: what was trimmed was another folder's past.
  if position == '' then position = least and '0-0' or trimmed end
  if is_before(position, trimmed) then
    call('HDEL', key, name)
    reply[1], reply[2] = 'missed', trimmed
    return reply
  end
  call('HSET', key, name, position .. ' ' .. string.format('%.0f', time))
  if not least or is_before(position, least) then least = position end
  -- MINID keeps the entry that it names.
  local ms, sequence = string.match(least, '^(%d+)-(%d+)$')
  local beyond = ms .. '-' .. string.format('%.0f', tonumber(sequence) + 1)
  if call('XTRIM', P .. 'gallery:log', 'MINID', beyond) > 0 then call('SET', P .. 'gallery:trimmed', least) end
  reply[2] = position
  return reply
end

-- ifashion_seen: a worker tells that a gallery's folder is in use, so that the log is kept for it.
-- KEYS ready. ARGV reader, position.
-- Returns 1, or 0 when the folder has missed entries. ('0-0' of the only folder there is: as in reader.)
local function seen(keys, a)
  local P = prefix(keys)
  local key, position = P .. 'gallery:readers', a[2]
  local old = call('HGET', key, a[1])
  local trimmed = call('GET', P .. 'gallery:trimmed') or '0-0'
  if old then
    position = string.match(old, '^(%S+)')
  elseif is_before(position, trimmed) then
    if position ~= '0-0' or call('HLEN', key) > 0 then return 0 end
    position = trimmed
  end
  call('HSET', key, a[1], position .. ' ' .. string.format('%.0f', now()))
  return 1
end

-- ifashion_position: a worker answers from a newer gallery.
-- KEYS ready. ARGV worker, position.
-- Returns 1, or 0 when the worker hasn't registered.
local function position(keys, a)
  local worker = prefix(keys) .. 'worker:' .. a[1]
  if call('EXISTS', worker) == 0 then return 0 end
  call('HSET', worker, 'position', a[2])
  return 1
end

-- ifashion_applied: whether all workers that live answer from a gallery that has a change.
-- KEYS ready. ARGV position of the change.
-- Returns 1 or 0.
local function applied(keys, a)
  local P = prefix(keys)
  local names = call('ZRANGEBYSCORE', P .. 'workers', now(), '+inf')
  for _, name in ipairs(names) do
    local at = call('HGET', P .. 'worker:' .. name, 'position')
    if not at or is_before(at, a[1]) then return 0 end
  end
  return #names > 0 and 1 or 0
end

-- allow-oom: what makes a full Redis emptier, or only looks, must work while it is full.
redis.register_function('ifashion_submit', submit)
redis.register_function('ifashion_batch', batch)
redis.register_function{ function_name = 'ifashion_batch_cancel', callback = batch_cancel, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_batch_status', callback = batch_status, flags = { 'no-writes', 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_batch_results', callback = batch_results, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_version', callback = version, flags = { 'no-writes', 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_open', callback = open, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_claim', callback = claim, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_take', callback = take, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_beat', callback = beat, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_finish', callback = finish, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_fail', callback = fail, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_release', callback = release, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_cancel', callback = cancel, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_status', callback = status, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_tick', callback = tick, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_recover', callback = recover_own, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_register', callback = register, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_leave', callback = leave, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_workers', callback = workers, flags = { 'no-writes', 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_figures', callback = figures, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_dead', callback = dead, flags = { 'no-writes', 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_retry', callback = retry, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_lanes', callback = lanes, flags = { 'no-writes', 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_purge', callback = purge, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_drain', callback = drain, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_change', callback = change, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_reader', callback = reader, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_seen', callback = seen, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_position', callback = position, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'ifashion_applied', callback = applied, flags = { 'no-writes', 'allow-oom' } }
