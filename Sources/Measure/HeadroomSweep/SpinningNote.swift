import HeadroomCore

extension Conclusion {
    /// Names the remedy where the threads of some trial spun beside other programs; nil where none did.
    static func spinning(_ trials: [TrialDocument]) -> String? {
        let measured = trials.filter { $0.boundBy != nil }
        let spinning = measured.filter { $0.boundBy == .spinning }
        let waits = spinning.compactMap { $0.threadUse?.cpuWaitRatio }
        guard let most = waits.max() else { return nil }
        return
            "in \(spinning.count) of \(measured.count) trials the threads of the training span beside other processes, and "
            + "waited for a CPU up to \(Text.percent((most * 100).rounded() / 100)) of their time: measure again with "
            + "OMP_WAIT_POLICY=passive set, or with fewer threads"
    }
}
