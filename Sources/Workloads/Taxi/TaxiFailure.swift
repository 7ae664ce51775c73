import HeadroomEnvironments
import HeadroomReinforcement
import HeadroomTraining

/// Tells people what kept a taxi from learning or from driving, and ends with the exit code for it.
enum TaxiFailure {
    static func reported(_ body: () throws -> Void) throws {
        try TrainingFailure.reported(workload: TaxiWorkload.name) {
            do {
                try body()
            } catch let error as SettingError {
                throw WorkloadError(.usage, "\(error)")
            } catch let error as TabularError {
                throw WorkloadError(.usage, "\(error)")
            } catch let error as CheckpointError {
                throw WorkloadError(.usage, "\(error)")
            }
        }
    }
}
