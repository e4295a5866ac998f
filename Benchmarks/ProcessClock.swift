import Foundation

/// Seconds that a clock shows. Other programs on the machine change those of `CLOCK_PROCESS_CPUTIME_ID` little.
func clockSeconds(_ clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
