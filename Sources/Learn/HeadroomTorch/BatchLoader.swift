internal import Dispatch
internal import Synchronization

/// Prefetches the batches of an epoch on worker threads, and returns them in order.
///
///     let loader = BatchLoader(count: batches.count, threads: 4) { index throws(TorchError) in
///         try Batch(images: read(batches[index]).pinned(), ..)
///     }
///     while let batch = try loader.next() {
///         let images = try batch.images.to(device: device, waits: false)
///         ..
///     }
///
/// Order and contents do not depend on the number of threads, provided that random choices in a batch depend only on
/// its index. At most `ahead` batches wait; the threads end after the last batch, after an error, or when the loader is
/// released.
public final class BatchLoader<Batch>: Sendable {
    private let work: Work

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - count: the number of batches.
    ///   - threads: the number of worker threads.
    ///   - ahead: the maximum number of prefetched batches; at least one per thread.
    ///   - make: makes the batch of an index; called on any of the threads, without recording for gradients.
    public init(
        count: Int,
        threads: Int = 1,
        ahead: Int? = nil,
        make: @escaping @Sendable (Int) throws(TorchError) -> sending Batch
    ) {
        let threads = max(1, min(threads, count))
        work = Work(count: count, ahead: max(threads, ahead ?? 2 * threads), make)
        for number in 0..<threads {
            let queue = DispatchQueue(label: "headroom.loader.\(number)", qos: .userInitiated)
            queue.async { [work] in work.run() }
        }
    }

    deinit { work.cancel() }

    /// Waits for the next batch and returns it; nil after the last.
    ///
    /// Throws the error of making the batch; no further batches follow. Several threads may take batches; each gets
    /// different ones.
    public func next() throws(TorchError) -> sending Batch? { try work.next() }

    /// The queue of batches between the loader threads and the training.
    private final class Work: Sendable {
        private struct State: ~Copyable {
            /// The index of the next batch to make, and of the next to return.
            var made = 0, handedOut = 0
            var ready: [Int: Result<Box, TorchError>] = [:]
            var isCancelled = false
        }

        /// Transfers a batch from the worker thread to the consumer; read once.
        private final class Box: @unchecked Sendable {
            let batch: Batch
            init(_ batch: sending Batch) { self.batch = batch }
        }

        private let count: Int
        private let make: @Sendable (Int) throws(TorchError) -> sending Batch
        private let state = Mutex(State())
        /// `room` is signaled for each batch that may be made, `arrivals` for each one that is ready.
        private let room: DispatchSemaphore
        private let arrivals = DispatchSemaphore(value: 0)

        init(count: Int, ahead: Int, _ make: @escaping @Sendable (Int) throws(TorchError) -> sending Batch) {
            self.count = count
            self.make = make
            room = DispatchSemaphore(value: 0)
            for _ in 0..<ahead { room.signal() }
        }

        func run() {
            while true {
                room.wait()
                let index: Int? = state.withLock { state in
                    guard !state.isCancelled, state.made < count else { return nil }
                    state.made += 1
                    return state.made - 1
                }
                guard let index else {
                    // Wakes the next waiting thread.
                    room.signal()
                    return
                }
                let result: Result<Box, TorchError>
                do throws(TorchError) {
                    result = .success(Box(try withoutGradients { () throws(TorchError) in try make(index) }))
                } catch {
                    result = .failure(error)
                }
                state.withLock { $0.ready[index] = result }
                arrivals.signal()
            }
        }

        func next() throws(TorchError) -> Batch? {
            while true {
                let (result, isOver): (Result<Box, TorchError>?, Bool) = state.withLock { state in
                    guard state.handedOut < count, !state.isCancelled else { return (nil, true) }
                    guard let result = state.ready.removeValue(forKey: state.handedOut) else { return (nil, false) }
                    state.handedOut += 1
                    return (result, false)
                }
                // Other consumers check again: the signal may have been for another batch than the one taken.
                if isOver || result != nil { arrivals.signal() }
                if isOver { return nil }
                if let result {
                    room.signal()
                    do throws(TorchError) {
                        return try result.get().batch
                    } catch {
                        cancel()
                        throw error
                    }
                }
                arrivals.wait()
            }
        }

        func cancel() {
            state.withLock { state in
                state.isCancelled = true
                state.ready = [:]
            }
            room.signal()
            arrivals.signal()
        }
    }
}
