// Swift side of Benchmarks/taxi_environment.py and Benchmarks/taxi_tabular.py, controlled by lines on standard input.
//
// The reply to a line `KIND LANES STEPS` is the time of STEPS steps of LANES taxis in seconds, the number of
// transitions, of episodes, of deliveries, and the sum of rewards. KIND is
//   drive     random actions generated inside the vector,
//   rainy     the same in the rain,
//   vector    actions drawn by the caller and passed in, results passed out and read,
//   single    one environment (LANES is 1) with Gymnasium's random numbers and its step limit.
// The reply to a line `learn ALGORITHM SEED` is the CPU seconds of a training to the exact optimum, the steps, the
// episodes and the score.

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
