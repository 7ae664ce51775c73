import FoundationEssentials
import Glibc
import HeadroomSystem

/// How much memory the processes of a tree touch within a while, by the marks that the kernel keeps on pages (proc(5),
/// `clear_refs`, `smaps_rollup`).
package enum ReferencedPages {
    /// Clears the marks, lets the processes go on for a while, and counts the pages that were touched meanwhile.
    ///
    /// Where the kernel joins pages to huge ones, a huge one counts as a whole.
    ///
    /// - Returns: bytes, and how long a page really had to be touched; nil where the kernel does not tell.
    package static func touched(byTreeOf processId: Int, within seconds: Double) -> (bytes: Int, seconds: Double)? {
        // Clearing and counting take a while themselves: a page has from the middle of the one to that of the other.
        let clearing = MonotonicClock.seconds()
        let processes = tree(of: processId).filter(clear)
        guard !processes.isEmpty else { return nil }
        let cleared = MonotonicClock.seconds()
        Thread.sleep(seconds: seconds)
        let counting = MonotonicClock.seconds()
        var (bytes, isKnown) = (0, false)
        for process in processes {
            guard let table = SystemFile.text("/proc/\(process)/smaps_rollup"),
                let referenced = SystemFile.bytes(of: "Referenced", inTable: table)
            else { continue }
            bytes += referenced
            isKnown = true
        }
        let counted = MonotonicClock.seconds()
        return isKnown ? (bytes, (counting + counted - clearing - cleared) / 2) : nil
    }

    private static func clear(_ processId: Int) -> Bool {
        let descriptor = open("/proc/\(processId)/clear_refs", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return write(descriptor, "1", 1) == 1
    }

    /// A process and its descendants.
    static func tree(of processId: Int) -> [Int] {
        var found = [processId]
        var next = 0
        while next < found.count, found.count < 1024 {
            let folder = "/proc/\(found[next])/task"
            for thread in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
                let children = SystemFile.text("\(folder)/\(thread)/children") ?? ""
                found += children.split(separator: " ").compactMap { Int($0) }
            }
            next += 1
        }
        return found
    }
}
