import Glibc

/// A folder that one program at a time may hold; the kernel lets go of it where the program ends, however it ends.
struct FolderLock {
    private let descriptor: Int32

    /// Waits for the folder.
    ///
    /// Where it cannot be locked, as on some network file systems, it goes without.
    init(_ folder: String) {
        descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor >= 0 { while flock(descriptor, LOCK_EX) == -1, errno == EINTR {} }
    }

    func release() {
        if descriptor >= 0 { close(descriptor) }
    }
}
