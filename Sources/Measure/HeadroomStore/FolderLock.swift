import Glibc

/// Exclusive lock on a folder; the kernel releases it when the process ends in any way.
struct FolderLock {
    private let descriptor: Int32

    /// Waits for the lock.
    ///
    /// If the folder cannot be locked, as on some network file systems, it proceeds without a lock.
    init(_ folder: String) {
        descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor >= 0 { while flock(descriptor, LOCK_EX) == -1, errno == EINTR {} }
    }

    func release() {
        if descriptor >= 0 { close(descriptor) }
    }
}
