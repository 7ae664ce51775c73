import Glibc

/// The training process.
package enum ProcessIdentity {
    package static var current: Int { Int(getpid()) }
}
