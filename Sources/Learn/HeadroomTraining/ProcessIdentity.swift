import Glibc

/// The process that trains.
package enum ProcessIdentity {
    package static var current: Int { Int(getpid()) }
}
