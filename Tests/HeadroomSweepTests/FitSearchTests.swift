import Glibc
import HeadroomCore
import HeadroomNumerics
import HeadroomSweep
import Testing

/// Training with known memory use, for a search to find its limit.
private struct Job {
    var capacityBytes: Double
    var peakBytes: (Int) -> Double

    /// Largest batch size that actually fits.
    var truth: Int {
        var size = 0
        var stride = 1 << 40
        while stride > 0 {
            if peakBytes(size + stride) <= capacityBytes { size += stride }
            stride /= 2
        }
        return size
    }

    /// Answer of a search, with the search and the number of verifications of the answer.
    func search(
        bound: (batchSize: Int, limit: SweepDocument.Fits.Limit)? = nil,
        provokesOutOfMemory: Bool = true,
        ownBatchSize: Int? = nil,
        slowFrom: Int = .max,
        stepsBytes: (Int) -> Double? = { _ in nil },
        noise: (inout SeededGenerator) -> Double = { _ in 0 },
        seed: UInt64 = 1
    ) -> (answer: FitSearch.Answer, search: FitSearch, verifications: Int) {
        var verifications: [Int: Int] = [:]
        var generator = SeededGenerator(seed: seed)
        var search = FitSearch(
            capacityBytes: Int(capacityBytes),
            bound: bound,
            provokesOutOfMemory: provokesOutOfMemory
        )
        search.ownBatchSize = ownBatchSize
        while true {
            let step = search.next()
            switch step {
            case .done(let answer): return (answer, search, answer.batchSize.flatMap { verifications[$0] } ?? 0)
            case .probe(let size) where size >= slowFrom, .verify(let size) where size >= slowFrom:
                search.tooSlow(batchSize: size, isProbe: true)
            case .probe(let size), .verify(let size):
                let isVerification = step == .verify(batchSize: size)
                if isVerification { verifications[size, default: 0] += 1 }
                let peak = peakBytes(size) * (1 + noise(&generator))
                if peak <= capacityBytes {
                    let steps = stepsBytes(size).map(Int.init)
                    search.fitted(
                        batchSize: size,
                        host: FitSearch.Peak(bytes: Int(peak), heldBytes: steps),
                        isProbe: true,
                        isVerification: isVerification
                    )
                } else {
                    search.ranOut(batchSize: size, isProbe: true)
                }
            }
        }
    }
}

private let mebibyte = 1_048_576.0

@Suite struct FitSearchTests {
    /// Two hundred linear laws: maximum batch sizes from 1 to about a million, fixed fractions from zero to nine
    /// tenths.
    private func linearJobs() -> [Job] {
        var generator = SeededGenerator(seed: 42)
        return (0..<200).map { _ in
            let capacity = 1024 * mebibyte * Double.random(in: 0.5...64, using: &generator)
            let fixed = capacity * Double.random(in: 0.01...0.9, using: &generator)
            let largest = exp2(Double.random(in: 0...20, using: &generator))
            let slope = (capacity - fixed) / largest
            return Job(capacityBytes: capacity) { fixed + slope * Double($0) }
        }
    }

    @Test func linearLawsAreFoundInFewProbesAndNeverPassed() {
        var probes: [Int] = []
        var failures: [Int] = []
        var shares: [Double] = []
        for job in linearJobs() {
            let (answer, search, _) = job.search()
            let found = answer.batchSize ?? 0
            #expect(found <= job.truth)
            #expect(Double(found) >= 0.9 * Double(job.truth) - 1)
            probes.append(search.probes)
            failures.append(search.outOfMemoryProbes)
            if job.truth > 0 { shares.append(Double(found) / Double(job.truth)) }
        }
        probes.sort()
        failures.sort()
        shares.sort()
        #expect(probes[100] <= 5 && probes[199] <= 9, "\(probes)")
        #expect(failures[100] <= 1 && failures[199] <= 2)
        #expect(shares[shares.count / 2] >= 0.98, "\(shares)")
    }

    @Test func noisyLawsAreFoundAsWell() {
        var shares: [Double] = []
        var probes: [Int] = []
        var failures: [Int] = []
        for (index, job) in linearJobs().enumerated() where job.truth > 0 {
            let (answer, search, _) = job.search(
                noise: { Double.random(in: -0.01...0.01, using: &$0) },
                seed: UInt64(index)
            )
            let found = Double(answer.batchSize ?? 0)
            // A run with randomly low memory may fit a little above the mean law, but never far above.
            #expect(found <= 1.15 * Double(job.truth) + 1)
            #expect(search.probes <= 12)
            shares.append(found / Double(job.truth))
            probes.append(search.probes)
            failures.append(search.outOfMemoryProbes)
        }
        shares.sort()
        probes.sort()
        failures.sort()
        #expect(probes[probes.count / 2] <= 6 && failures[failures.count / 2] <= 1, "\(probes) \(failures)")
        #expect(shares[shares.count / 2] >= 0.95, "\(shares)")
    }

    @Test func anAnswerThatFittedNarrowlyAmongScatteredPeaksIsRunOnceMore() {
        let jobs = linearJobs().filter { $0.truth > 50 }
        let quiet = jobs.map { $0.search().verifications }
        #expect(quiet.allSatisfy { $0 == 1 }, "peaks that do not scatter need no second look")
        let noisy = jobs.enumerated().map { index, job in
            job.search(noise: { Double.random(in: -0.02...0.02, using: &$0) }, seed: UInt64(index)).verifications
        }
        #expect(noisy.filter { $0 == 2 }.count >= jobs.count / 10)
    }

    @Test func theBatchSizeOfACommandIsTriedEarly() {
        let job = Job(capacityBytes: 4096 * mebibyte) { (300 + 2.5 * Double($0)) * mebibyte }
        let (answer, search, _) = job.search(ownBatchSize: 64)
        #expect(search.probes <= 4 && search.outOfMemoryProbes == 0)
        #expect(Double(answer.batchSize ?? 0) >= 0.97 * Double(job.truth) && answer.batchSize ?? 0 <= job.truth)
    }

    @Test func whatTheStartTookIsNoLaw() {
        // Loading a framework takes more than small batches do: the peaks alone would suggest that memory hardly grows.
        let job = Job(capacityBytes: 1024 * mebibyte) { max(360, 280 + 2.4 * Double($0)) * mebibyte }
        let peaksAlone = job.search(ownBatchSize: 64).search
        let (answer, search, _) = job.search(ownBatchSize: 64, stepsBytes: { (280 + 2.4 * Double($0)) * mebibyte })
        #expect(search.probes <= 5 && search.outOfMemoryProbes <= 1)
        #expect(search.probes < peaksAlone.probes)
        #expect(Double(answer.batchSize ?? 0) >= 0.97 * Double(job.truth) && answer.batchSize ?? 0 <= job.truth)
    }

    /// On a busy machine the memory of a larger batch may be read while it grows.
    @Test func whatALargerBatchHeldDoesNotBendTheLaw() throws {
        var search = FitSearch(capacityBytes: 400_000_000, bound: nil, provokesOutOfMemory: true)
        for (size, bytes, held) in [(1, 183.4e6, nil), (252, 270e6, nil), (616, 395.8e6, 234e6)] as [(_, _, Double?)] {
            search.fitted(
                batchSize: size,
                host: FitSearch.Peak(bytes: Int(bytes), heldBytes: held.map(Int.init)),
                isProbe: true
            )
        }
        let predicted = try #require(search.law?.predictedBatchSize(fitting: 400e6))
        #expect(620...640 ~= predicted, "\(predicted)")
        #expect(!search.mayRun(650))
    }

    /// The memory of steps at the smallest batch size was read before the optimizer had its state.
    @Test func whatWasSeenTooLowAtTheSmallestIsLeftOut() {
        let job = Job(capacityBytes: 377 * mebibyte) { max(311, 277 + Double($0)) * mebibyte }
        let (answer, search, _) = job.search(ownBatchSize: 8, stepsBytes: { $0 == 1 ? 246 * mebibyte : nil })
        #expect(search.probes <= 11)
        #expect((98...100).contains(answer.batchSize ?? 0), "\(answer)")
    }

    @Test func convexLawsEndBelowTheirLimit() {
        for quadratic in [1e-5, 1e-3, 0.1, 1] {
            let job = Job(capacityBytes: 4096 * mebibyte) { size in
                (100 + 0.05 * Double(size) + quadratic * Double(size) * Double(size)) * mebibyte
            }
            let (answer, search, _) = job.search()
            let found = answer.batchSize ?? 0
            #expect(found <= job.truth)
            #expect(Double(found) >= 0.9 * Double(job.truth), "\(found) of \(job.truth)")
            #expect(search.outOfMemoryProbes <= 2 && search.probes <= 12)
        }
    }

    /// Two hundred laws with a quadratic term: pairwise distances, a Gram matrix over the batch.
    @Test func lawsWithASquareAreFoundByTheParabola() {
        var generator = SeededGenerator(seed: 7)
        let searches = (0..<200).map { _ in
            let capacity = 1024 * mebibyte * Double.random(in: 0.5...64, using: &generator)
            let room = capacity * Double.random(in: 0.1...0.99, using: &generator)
            let largest = exp2(Double.random(in: 4...14, using: &generator))
            let square = Double.random(in: 0.05...1, using: &generator)
            let job = Job(capacityBytes: capacity) { size in
                let share = Double(size) / largest
                return capacity - room + room * ((1 - square) * share + square * share * share)
            }
            let (answer, search, _) = job.search()
            return (probes: search.probes, share: Double(answer.batchSize ?? 0) / Double(job.truth))
        }
        let probes = searches.map(\.probes).sorted()
        let shares = searches.map(\.share).sorted()
        #expect(probes[100] <= 8 && probes[180] <= 10, "\(probes)")
        #expect(shares[100] >= 0.98 && shares[0] >= 0.8 && shares[199] <= 1, "\(shares)")
    }

    @Test func nothingThatWasNotRunIsClaimed() {
        // Like a convolution library that selects another algorithm above a certain size.
        let job = Job(capacityBytes: 2048 * mebibyte) { size in
            (200 + 2 * Double(size) + (size > 300 && size < 500 ? 900 : 0)) * mebibyte
        }
        let (answer, _, _) = job.search()
        let found = answer.batchSize ?? 0
        #expect(job.peakBytes(found) <= job.capacityBytes)
        #expect(found >= 300)
    }

    @Test func theDataEndFirst() {
        let job = Job(capacityBytes: 2048 * mebibyte) { (200 + 0.02 * Double($0)) * mebibyte }
        let (answer, search, _) = job.search(bound: (1437, .data))
        #expect(answer == FitSearch.Answer(batchSize: 1437, limitedBy: .data))
        #expect(search.outOfMemoryProbes == 0)
    }

    /// The command's own batch size is 64, and the user requests at most 16.
    @Test func nothingBeyondWhatWasAskedForIsAnswered() {
        let job = Job(capacityBytes: 2048 * mebibyte) { (200 + 2 * Double($0)) * mebibyte }
        var search = FitSearch(capacityBytes: Int(job.capacityBytes), bound: (16, .scan), provokesOutOfMemory: true)
        search.fitted(batchSize: 64, host: FitSearch.Peak(bytes: Int(job.peakBytes(64))), isProbe: true)
        #expect(search.next() == .verify(batchSize: 16))
        search.failed(batchSize: 16, isProbe: true)
        #expect(search.next() == .verify(batchSize: 15))
        search.fitted(
            batchSize: 15,
            host: FitSearch.Peak(bytes: Int(job.peakBytes(15))),
            isProbe: true,
            isVerification: true
        )
        guard case .done(let answer) = search.next() else { return #expect(Bool(false), "it goes on") }
        #expect(answer.batchSize == 15)
    }

    /// Steps of 2,000 samples and more are too long to wait for: the largest below that is the answer, after one of them.
    @Test func aSizeThatIsTooSlowEndsTheSearch() throws {
        let job = Job(capacityBytes: 2048 * mebibyte) { (200 + 0.1 * Double($0)) * mebibyte }
        let (answer, search, verifications) = job.search(bound: (4800, .data), slowFrom: 2000)
        let fits = try #require(answer.batchSize)
        guard case .tooSlow(let slow) = answer.unfinished else { return #expect(Bool(false), "\(answer)") }
        #expect(fits < 2000 && slow >= 2000 && verifications == 1 && search.outOfMemoryProbes == 0)
        #expect(search.probes <= 6)
    }

    @Test func notEvenOneFits() {
        let (answer, search, _) = Job(capacityBytes: 100 * mebibyte) { _ in 200 * mebibyte }.search()
        #expect(answer.batchSize == nil)
        #expect(search.probes == 1)
    }

    @Test func onlyOneFits() {
        let (answer, _, _) = Job(capacityBytes: 100 * mebibyte) { Double($0) * 60 * mebibyte }.search()
        #expect(answer.batchSize == 1)
    }

    @Test func memoryThatDoesNotGrowIsNoEndlessSearch() {
        let (answer, search, _) = Job(capacityBytes: 1000 * mebibyte) { _ in 200 * mebibyte }.search()
        #expect(answer.unfinished == .memoryHardlyGrows)
        #expect(search.probes <= 12)
    }

    @Test(arguments: [0.0, 1e-4, 1e-2, 1])
    func withoutProvokingNothingRunsOutEvenWhereMemoryIsQuadratic(quadratic: Double) {
        for linear in [0.01, 1, 30] {
            let job = Job(capacityBytes: 4096 * mebibyte) { size in
                (300 + linear * Double(size) + quadratic * Double(size) * Double(size)) * mebibyte
            }
            let (answer, search, _) = job.search(provokesOutOfMemory: false)
            #expect(search.outOfMemoryProbes == 0)
            #expect(Double(answer.batchSize ?? 0) > 0.85 * Double(job.truth), "\(answer) of \(job.truth)")
        }
    }

    /// Runs a search in which each run ends with an evaluation with separate memory.
    private func search(
        capacity: Double,
        steps: (Int) -> Double,
        evaluation: (Int) -> Double
    ) -> (answer: FitSearch.Answer, search: FitSearch) {
        var search = FitSearch(capacityBytes: Int(capacity), bound: nil, provokesOutOfMemory: true)
        while true {
            let step = search.next()
            switch step {
            case .done(let answer): return (answer, search)
            case .probe(let size), .verify(let size):
                let peak = max(steps(size), evaluation(size))
                guard peak <= capacity else {
                    search.ranOut(batchSize: size, isProbe: true)
                    continue
                }
                search.fitted(
                    batchSize: size,
                    host: FitSearch.Peak(bytes: Int(peak), stepsBytes: Int(steps(size)), isEvaluated: true),
                    isProbe: true,
                    isVerification: step == .verify(batchSize: size)
                )
            }
        }
    }

    /// An evaluation with batches four times as large (Lightning issue 21154).
    @Test func anEvaluationThatTakesMoreThanTheStepsEndsTheBatchSize() {
        let (answer, search) = search(
            capacity: 800 * mebibyte,
            steps: { (212 + Double($0)) * mebibyte },
            evaluation: { (212 + 4 * Double($0)) * mebibyte }
        )
        #expect((143...147).contains(answer.batchSize ?? 0), "\(answer)")
        #expect(search.outOfMemoryProbes <= 1 && search.probes <= 8)
    }

    /// The peak of such an evaluation is independent of the samples, whichever batch size shows it first.
    @Test(arguments: [0.5, 1, 4]) func anEvaluationOfConstantSizeLeavesTheLawOfTheStepsAlone(slope: Double) {
        let truth = Int((1024 - 200) / slope)
        let (answer, search) = search(
            capacity: 1024 * mebibyte,
            steps: { (200 + slope * Double($0)) * mebibyte },
            evaluation: { _ in 800 * mebibyte }
        )
        let found = answer.batchSize ?? 0
        #expect(found <= truth && Double(found) >= 0.97 * Double(truth), "\(answer), true \(truth)")
        #expect(search.outOfMemoryProbes <= 1)
    }

    /// Trials without an evaluation do not count as fitting if one takes more memory.
    @Test func stepsAloneAreNoProofWhereEvaluationsTakeMore() {
        var search = FitSearch(capacityBytes: Int(800 * mebibyte), bound: nil, provokesOutOfMemory: true)
        for size in [1, 64, 512] {
            search.fitted(
                batchSize: size,
                host: FitSearch.Peak(bytes: Int((212 + Double(size)) * mebibyte)),
                isProbe: false
            )
        }
        #expect(search.largestFitted == 512)
        search.fitted(
            batchSize: 32,
            host: FitSearch.Peak(
                bytes: Int((212 + 128) * mebibyte),
                stepsBytes: Int((212 + 32) * mebibyte),
                isEvaluated: true
            ),
            isProbe: true
        )
        #expect(search.largestFitted == 32)
        #expect(!search.mayRun(512))
    }

    @Test func aBatchSizeThatFailsForAnotherReasonIsPassedBy() {
        var search = FitSearch(capacityBytes: 1 << 30, bound: (100, .data), provokesOutOfMemory: true)
        search.fitted(batchSize: 16, host: FitSearch.Peak(bytes: 1 << 20), isProbe: true)
        guard case .verify(let first) = search.next() else { return #expect(Bool(false), "no verification") }
        #expect(first == 64 || first == 100)
        search.failed(batchSize: first, isProbe: true)
        #expect(search.next() == .verify(batchSize: first - 1))
        for size in first - 3..<first { search.failed(batchSize: size, isProbe: true) }
        #expect(search.next() == .verify(batchSize: 16))
        search.fitted(batchSize: 16, host: FitSearch.Peak(bytes: 1 << 20), isProbe: true, isVerification: true)
        guard case .done(let answer) = search.next() else { return #expect(Bool(false), "it goes on") }
        #expect(answer.batchSize == 16 && answer.unfinished == .fails(batchSizes: Array(first - 3...first)))
    }

    // MARK: Device and host memory

    /// Runs a search with a device, in which host and device memory have separate laws.
    private func search(host: Job, device: Job) -> (answer: FitSearch.Answer, search: FitSearch) {
        var search = FitSearch(capacityBytes: Int(host.capacityBytes), bound: nil, provokesOutOfMemory: true)
        while true {
            let step = search.next()
            switch step {
            case .done(let answer): return (answer, search)
            case .probe(let size), .verify(let size):
                if device.peakBytes(size) > device.capacityBytes {
                    search.ranOut(batchSize: size, isProbe: true, of: .device)
                } else if host.peakBytes(size) > host.capacityBytes {
                    search.ranOut(batchSize: size, isProbe: true, of: .host)
                } else {
                    search.limitDevice(to: Int(device.capacityBytes), noise: .allocator)
                    search.fitted(
                        batchSize: size,
                        host: FitSearch.Peak(bytes: Int(host.peakBytes(size))),
                        device: FitSearch.Peak(bytes: Int(device.peakBytes(size))),
                        isProbe: true,
                        isVerification: step == .verify(batchSize: size)
                    )
                }
            }
        }
    }

    @Test(arguments: [(8.0, SweepDocument.Fits.Limit.device), (64, .host)])
    func theMemoryThatEndsFirstIsNamed(deviceGibibytes: Double, limit: SweepDocument.Fits.Limit) {
        let host = Job(capacityBytes: 16_384 * mebibyte) { (3000 + 8 * Double($0)) * mebibyte }
        let device = Job(capacityBytes: deviceGibibytes * 1024 * mebibyte) { (900 + 20 * Double($0)) * mebibyte }
        let (answer, search) = search(host: host, device: device)
        let truth = min(host.truth, device.truth)
        #expect(answer.limitedBy == limit)
        #expect(answer.batchSize ?? 0 <= truth && Double(answer.batchSize ?? 0) >= 0.98 * Double(truth), "\(answer)")
        #expect(search.outOfMemoryProbes <= 1)
        #expect(search.law(of: .host) != nil && search.law(of: .device) != nil)
    }

    /// The host's peak hardly changes when a device trains: its noise must not limit the batch size.
    @Test func theHostsNoiseEndsNoBatchSize() {
        var generator = SeededGenerator(seed: 5)
        let host = Job(capacityBytes: 65_536 * mebibyte) { _ in
            3000 * mebibyte * (1 + Double.random(in: -0.01...0.01, using: &generator))
        }
        let device = Job(capacityBytes: 81_920 * mebibyte) { (2000 + 5 * Double($0)) * mebibyte }
        let answer = search(host: host, device: device).answer
        let share = Double(answer.batchSize ?? 0) / Double(device.truth)
        #expect(answer.limitedBy == .device && 0.98...1 ~= share, "\(answer)")
    }

    @Test func whatRanOutBesideAnotherProgramIsTriedAgain() {
        var search = FitSearch(capacityBytes: 1 << 40, bound: nil, provokesOutOfMemory: true)
        search.limitDevice(to: Int(4096 * mebibyte))
        search.fitted(batchSize: 1, host: nil, device: FitSearch.Peak(bytes: Int(1024 * mebibyte)), isProbe: true)
        search.ranOut(batchSize: 4, isProbe: true, of: .device)
        #expect(!search.mayRun(4))
        search.limitDevice(to: Int(8192 * mebibyte))
        #expect(search.mayRun(4))
    }

    /// Another probe in a running process is cheap: the law is determined there before larger sizes are tried.
    @Test func theLawIsSeenInTheRunningProcess() {
        let device = Job(capacityBytes: 8192 * mebibyte) { (4000 + 20 * Double($0)) * mebibyte }
        var search = FitSearch(capacityBytes: 1 << 40, bound: nil, provokesOutOfMemory: true)
        search.limitDevice(to: Int(device.capacityBytes), noise: .allocator)
        (search.sharesProcess, search.tellsEveryPeak) = (true, true)
        func fitted(_ size: Int) {
            search.fitted(
                batchSize: size,
                host: nil,
                device: FitSearch.Peak(bytes: Int(device.peakBytes(size))),
                isProbe: true
            )
        }
        fitted(100)
        // Three quarters of the capacity are already in use: a smaller size shows the slope.
        #expect(search.next() == .probe(batchSize: 25))
        fitted(25)
        guard case .verify(let size) = search.next() else { return #expect(Bool(false), "the law is known") }
        #expect(size <= device.truth && Double(size) >= 0.98 * Double(device.truth))
    }
}
