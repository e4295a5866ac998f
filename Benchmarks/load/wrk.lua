-- For wrk: posts the file that BODY names, or gets; prints a line of JSON at the end.
local file = os.getenv("BODY")
if file then
  wrk.method = "POST"
  wrk.body = io.open(file, "rb"):read("*a")
  wrk.headers["Content-Type"] = "image/jpeg"
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('\n{"requests": %d, "seconds": %f, "lost": %d, "refused": %d, "p50": %f, "p99": %f}\n',
    summary.requests, summary.duration / 1e6, errors.connect + errors.read + errors.write + errors.timeout, errors.status,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
