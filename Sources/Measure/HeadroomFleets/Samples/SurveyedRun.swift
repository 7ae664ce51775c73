import HeadroomCore

extension SurveyedRun {
    /// A run whose sum of samples is over all of its GPUs, and its seconds GPU seconds.
    init(gpu name: String, user: String?, _ sum: SampleSum, device: String = "GPU") {
        self.init(
            user: user,
            job: name,
            device: device,
            seconds: sum.seconds,
            deviceCount: 1,
            utilization: sum.utilization
        )
    }
}
