/// Trajectories that are drawn or read one after the other.
package protocol TrajectorySource {
    func forEach(_ body: (Trajectory) throws -> Void) throws
}

extension Array: TrajectorySource where Element == Trajectory {}
