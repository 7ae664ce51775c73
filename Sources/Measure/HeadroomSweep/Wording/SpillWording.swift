package import HeadroomCore
import HeadroomFormat

/// A spill to host memory, reported as a batch size that does not fit.
extension TrialDocument.OutOfMemory {
    package init(_ spill: Spill) {
        self.init(
            resource: .device,
            recovered: true,
            evidence: [
                "the device was full, and the throughput fell to \(Format.percent(spill.throughputRatio)) of that at batch "
                    + "size \(spill.fasterBatchSize): its driver moves memory to the host instead of failing"
            ]
        )
    }
}
