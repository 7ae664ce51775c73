import HeadroomSystem
import Synchronization

/// Asks Slurm for the queue from time to time, beside other work: a controller that does not answer takes many seconds.
final class QueueQuestion: Sendable {
    private enum State {
        case idle(next: Double)
        case asking
        case answered(Result<[JobStatus]?, ClusterError>)
    }

    private let slurm: SlurmClient
    private let state: Mutex<State>

    init(_ slurm: SlurmClient) {
        self.slurm = slurm
        state = Mutex(.idle(next: 0))
    }

    /// The answer, once for each question; asks the next one when it is due.
    ///
    /// - Parameters:
    ///   - now: the monotonic time in seconds.
    ///   - interval: seconds from an answer to the next question.
    /// - Returns: nil while there is no new answer.
    func answer(at now: Double, interval: Double) -> Result<[JobStatus]?, ClusterError>? {
        let (answer, asks) = state.withLock { state -> (Result<[JobStatus]?, ClusterError>?, Bool) in
            switch state {
            case .idle(let next) where now >= next:
                state = .asking
                return (nil, true)
            case .idle, .asking: return (nil, false)
            case .answered(let answer):
                state = .idle(next: now + interval)
                return (answer, false)
            }
        }
        if asks {
            Task { [self] in
                let answer: Result<[JobStatus]?, ClusterError>
                do throws(ClusterError) {
                    answer = .success(try await slurm.jobs())
                } catch {
                    answer = .failure(error)
                }
                state.withLock { $0 = .answered(answer) }
            }
        }
        return answer
    }
}
