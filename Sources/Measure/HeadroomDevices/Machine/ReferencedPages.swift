import FoundationEssentials
import Glibc
import HeadroomSystem

/// Memory that a process tree touches within an interval, from the kernel's referenced bits of pages (proc(5),
/// `clear_refs`, `smaps_rollup`).
package enum ReferencedPages {
    /// Clears the referenced bits, waits, and counts the pages that were touched meanwhile.
    ///
    /// A transparent huge page counts as a whole.
    ///
    /// - Returns: bytes, and the effective length of the interval in seconds; nil if the kernel does not provide them.
    package static func touched(byTreeOf processId: Int, within seconds: Double) -> (bytes: Int, seconds: Double)? {
        // Clearing and counting take time: the interval of a page is from the middle of one to the middle of the other.
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

    /// IDs of a process and its descendants.
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
