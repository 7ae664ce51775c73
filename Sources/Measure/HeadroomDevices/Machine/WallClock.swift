import Glibc

/// Clocks of the machine.
enum WallClock {
    /// Offset of the wall clock from the monotonic clock, in seconds.
    static func offsetSeconds() -> Double {
        seconds(CLOCK_REALTIME) - seconds(CLOCK_MONOTONIC)
    }

    static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
