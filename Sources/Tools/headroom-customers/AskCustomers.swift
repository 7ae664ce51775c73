import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCustomers
import HeadroomDisplay

/// Command that lists the customers to ask next; nothing is sent.
struct AskCustomers: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask",
        abstract: "List customers to send the next survey to, so that the answers represent all customers.",
        discussion: """
            Only customers with a consent on record (consent.csv, or a column consent in customers.csv) are listed, who were \
            not surveyed recently and have not unsubscribed, complained or bounced (emails.csv). Nothing is sent.
            """
    )

    @Argument(help: ArgumentHelp("The folder with the files.", valueName: "folder"))
    var folder: String?

    @OptionGroup var company: CompanyOptions

    @Option(help: ArgumentHelp("Day of the list, such as 2025-06-30 (default: now).", valueName: "day"))
    var on: String?

    @Option(help: ArgumentHelp("Time that must have passed since a customer's last survey.", valueName: "days"))
    var rest = LookbackWindow(days: 90)

    @Flag(help: "Also list customers whose consent is not on record, such as those who are asked by contract.")
    var assumeConsent = false

    @Option(
        help: ArgumentHelp(
            "Greatest width of the 95 % interval of the figure (default: a tenth of its range, 20 for the NPS).",
            valueName: "width"
        )
    )
    var width: Double?

    @Option(help: ArgumentHelp("Customers to ask in all, in place of a width.", valueName: "n"))
    var size: Int?

    @Option(help: ArgumentHelp("Customers to ask in each segment, in place of a width.", valueName: "n"))
    var perSegment: Int?

    @Option(
        help: ArgumentHelp(
            "What the segments are made of: plan, channel, revenue, tenure, country.",
            valueName: "traits"
        )
    )
    var by = "plan,channel,revenue"

    @Option(help: ArgumentHelp("Response rate where fewer than 30 surveys are known.", valueName: "share"))
    var responseRate = 0.2

    @Option(help: "The scale of the scores in surveys.csv: nps (0 to 10), csat (1 to 5) or ces (1 to 7).")
    var surveyScale = SurveyScale.nps

    @Option(help: ArgumentHelp("Seed of the random choice within a segment.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "Write the list as CSV; - for standard output, which then holds nothing else.",
            valueName: "file"
        )
    )
    var output: String?

    @Option(help: "Write the counts as JSON; - for standard output.")
    var exportJSON: String?

    @Option(help: "Use colour: auto, always or never.")
    var color = ColorChoice.auto

    func validate() throws {
        try company.validate(folder: folder, isRequired: true)
        guard [width != nil, size != nil, perSegment != nil].filter({ $0 }).count < 2 else {
            throw ValidationError("--width, --size and --per-segment exclude each other.")
        }
        guard width ?? 1 > 0, size ?? 1 > 0, perSegment ?? 1 > 0 else {
            throw ValidationError("--width, --size and --per-segment take a number above 0.")
        }
        guard responseRate > 0, responseRate <= 1 else {
            throw ValidationError("--response-rate takes a share above 0 and at most 1, such as 0.2.")
        }
        guard output != "-" || exportJSON != "-" else {
            throw ValidationError("Only one export can go to standard output (-).")
        }
        guard !traits.isEmpty, traits.count == by.split(separator: ",").count else {
            throw ValidationError(
                "--by takes names separated by commas: \(CustomerTrait.allCases.map(\.rawValue).joined(separator: ", "))."
            )
        }
    }

    private var traits: [CustomerTrait] {
        by.split(separator: ",").compactMap { CustomerTrait(rawValue: String($0)) }
    }

    func run() throws {
        let zone = try TimeZoneRule(company.timeZone)
        var time = Int64(Date.now.timeIntervalSince1970)
        if let on {
            guard let named = Timestamp.seconds(on, zone: zone) else {
                throw CommandFailure("'\(on)' is not a day", hint: "--on takes one such as 2025-06-30")
            }
            time = named
        }
        let analysis = try company.analysis(of: folder) { $0.surveyScale = surveyScale }
        var options = Invitations.Options(time: time)
        (options.zone, options.scale, options.traits) = (zone, surveyScale, traits)
        (options.rest, options.assumesConsent) = (rest, assumeConsent)
        (options.width, options.size, options.perSegment) = (width, size, perSegment)
        (options.responseRate, options.seed) = (responseRate, seed)
        let invitations = analysis.invitations(options)
        let document = InvitationsDocument(invitations, scale: surveyScale)
        let forms: [(path: String?, text: () throws -> String)] = [
            (output, { analysis.csv(invitations) }), (exportJSON, { try JSONReport.render(document) }),
        ]
        for (path, _) in forms { if let path, path != "-" { try OutputFile.check(path) } }
        for (path, text) in forms {
            guard let path else { continue }
            if path == "-" { try StandardStream.output(text()) } else { try OutputFile.write(text(), to: path) }
        }
        guard forms.allSatisfy({ $0.path != "-" }) else { return }
        let style = TerminalStyle(
            choice: color,
            isTerminal: StandardStream.isTerminal(1),
            environment: ProcessInfo.processInfo.environment
        )
        try StandardStream.output(document.terminal(width: StandardStream.columns(1) ?? 120, style: style))
    }
}
