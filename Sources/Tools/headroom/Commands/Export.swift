import ArgumentParser
import HeadroomCommandLine
import HeadroomCore
import HeadroomDevices
import HeadroomReport

/// Exports device metrics to other tools.
struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Export device readings to other tools.",
        discussion: """
            Listens on the loopback unless an address is given, as in --prometheus 0.0.0.0:9400. A dashboard for \
            Grafana lies in docs/grafana.json.
            """
    )

    @Option(help: ArgumentHelp("Serve metrics to Prometheus at this address and port.", valueName: "[address]:port"))
    var prometheus: String

    @OptionGroup var devices: ReplayOptions

    func validate() throws {
        guard MetricsServer.Address(prometheus) != nil else {
            throw ValidationError("'\(prometheus)' is not an address and port, as in :9400 or 0.0.0.0:9400.")
        }
    }

    func run() throws {
        guard let address = MetricsServer.Address(prometheus) else { return }
        let interrupts = Interrupts { _ in }
        let server = try MetricsServer(address)
        var watched = try devices.devices()
        let sampler = watched.sampler
        defer { sampler.stop() }
        sampler.waitUntilOpen()
        ThisProgram.releaseStartupPages()
        for problem in sampler.problems { StandardStream.note(problem.sentence) }
        StandardStream.note("http://\(address.host):\(server.port)/metrics")
        server.serve(contentType: OpenMetrics.contentType, while: { interrupts.received == nil }) {
            let document = watched.document(most: 0)
            return OpenMetrics.render(document, histories: sampler.histories())
        }
    }
}
