internal import Dispatch
internal import Synchronization

/// Makes the batches of an epoch on threads of their own, ahead of the training, and hands them out in order.
///
///     let loader = BatchLoader(count: batches.count, threads: 4) { index throws(TorchError) in
///         try Batch(images: read(batches[index]).pinned(), ..)
///     }
///     while let batch = try loader.next() {
///         let images = try batch.images.to(device: device, waits: false)
///         ..
///     }
///
/// The order and the contents do not depend on the number of threads, as long as what is random in a batch follows from
/// its index. No more than `ahead` batches wait; the threads end with the last batch, with an error, or when the loader is
/// released.
public final class BatchLoader<Batch>: Sendable {
    private let work: Work

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - count: how many batches there are.
    ///   - threads: how many make them, each one of its own.
    ///   - ahead: how many may be made before they are asked for; at least one for each thread.
    ///   - make: makes the batch of an index; called on any of the threads, and without recording for gradients.
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

    /// The next batch, as soon as it is made; nil after the last.
    ///
    /// Throws what the batch's own making has thrown; there are no further batches then. Several threads may take batches:
    /// each gets others.
    public func next() throws(TorchError) -> sending Batch? { try work.next() }

    /// The queue of batches between the loader threads and the training.
    private final class Work: Sendable {
        private struct State: ~Copyable {
            /// The next batch to be made, and the next to be handed out.
            var made = 0, handedOut = 0
            var ready: [Int: Result<Box, TorchError>] = [:]
            var isCancelled = false
        }

        /// Carries a batch from the thread that made it to the one that takes it, and is opened once.
        private final class Box: @unchecked Sendable {
            let batch: Batch
            init(_ batch: sending Batch) { self.batch = batch }
        }

        private let count: Int
        private let make: @Sendable (Int) throws(TorchError) -> sending Batch
        private let state = Mutex(State())
        /// Signalled for each batch that may be made, and for each one that is ready.
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
                    // For the next thread that waits.
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
                // Other consumers look again: a signal may have been for another batch than the one that was taken.
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
