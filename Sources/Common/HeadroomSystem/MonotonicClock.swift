import Glibc

/// Clock of the event protocol: CLOCK_MONOTONIC, the same for every process of a machine.
package enum MonotonicClock {
    package static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
