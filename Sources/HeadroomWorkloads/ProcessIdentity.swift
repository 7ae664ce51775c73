import Glibc

/// The process that trains.
enum ProcessIdentity {
    static var current: Int { Int(getpid()) }
}
