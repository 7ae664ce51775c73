/// What a survey takes from one run: a kept run, or a job, pod, instance or GPU of an imported file.
package struct SurveyedRun: Equatable, Sendable {
    /// nil where it is not known.
    package var user: String?
    /// Name of the job; outside of a batch system, the command.
    package var job: String
    /// Name of the kind of device.
    package var device: String
    /// Elapsed time.
    package var seconds: Double
    /// Devices in use at a time; a part of one where it is shared.
    package var deviceCount: Double
    /// Mean over its time and devices, from 0 to 1; nil where it is not known.
    package var utilization: Double?
    package var boundBy: Bottleneck?

    package init(
        user: String?,
        job: String,
        device: String,
        seconds: Double,
        deviceCount: Double,
        utilization: Double?,
        boundBy: Bottleneck? = nil
    ) {
        self.user = user
        self.job = job
        self.device = device
        self.seconds = seconds
        self.deviceCount = deviceCount
        self.utilization = utilization
        self.boundBy = boundBy
    }

    package init(_ run: KeptRun.Summary) {
        self.init(
            user: run.origin.user,
            job: run.origin.job ?? run.command,
            device: run.devices.joined(separator: " + "),
            seconds: run.seconds,
            deviceCount: Double(max(1, run.devices.count)),
            utilization: run.utilization,
            boundBy: run.boundBy
        )
    }
}
