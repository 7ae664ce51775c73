import Glibc
import HeadroomEnvironments

/// Trains the dry taxi with tables to its exact optimum; returns CPU seconds (planning included) and the result.
func learn(_ algorithm: TabularAlgorithm, seed: UInt64) throws -> (Double, TabularResult) {
    let start = processorSeconds()
    let study = try TabularStudy(Taxi(), maximumSteps: Taxi.maximumSteps)
    let result = try study.train(
        in: Taxi.standardEnvironment(),
        settings: .dryTaxi(algorithm, seed: seed),
        evaluationInterval: 20
    )
    return (processorSeconds() - start, result)
}

private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
