// The Swift side of Benchmarks/taxi_environment.py and Benchmarks/taxi_tabular.py, as it is told on standard input.
//
// A line `KIND LANES STEPS` is answered by the seconds that STEPS steps of LANES taxis took, the number of transitions,
// of episodes, of deliveries, and the sum of rewards. KIND is
//   drive     random actions inside of the vector,
//   rainy     the same in the rain,
//   vector    actions drawn by the caller, handed in, results handed out and read,
//   single    one environment (LANES is 1) with Gymnasium's random numbers and its step limit.
// A line `learn ALGORITHM SEED` is answered by the processor seconds that a training to the exact optimum took, the
// steps, the episodes and the score.

import Glibc
import HeadroomEnvironments

while let line = readLine() {
    let words = line.split(separator: " ").map(String.init)
    if words.count == 3, words[0] == "learn", let algorithm = TabularAlgorithm(rawValue: words[1]),
        let seed = UInt64(words[2])
    {
        let (seconds, result) = try learn(algorithm, seed: seed)
        print(seconds, result.bestStep, result.bestEpisode, result.bestScore.meanReturn)
    } else if words.count == 3, let lanes = Int(words[1]), let steps = Int(words[2]),
        let (elapsed, totals) = try stretch(words[0], lanes, steps)
    {
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        print(seconds, totals.transitions, totals.episodes, totals.terminations, totals.reward)
    } else {
        print("not understood: \(line)")
        exit(64)
    }
    fflush(nil)
}
