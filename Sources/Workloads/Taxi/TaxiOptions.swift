public import ArgumentParser
public import HeadroomEnvironments
import HeadroomReinforcement

extension TaxiRules: ExpressibleByArgument {}
extension TaxiEncoding: ExpressibleByArgument {}

/// The learning algorithms: deep Q-learning with a network, or tabular algorithms.
enum TaxiAlgorithm: String, ExpressibleByArgument, CaseIterable {
    case dqn, q, sarsa
    case expectedSarsa = "expected-sarsa"
    case doubleQ = "double-q"

    /// The tabular algorithm; nil for a network.
    var tabular: TabularAlgorithm? {
        switch self {
        case .dqn: nil
        case .q: .qLearning
        case .sarsa: .sarsa
        case .expectedSarsa: .expectedSarsa
        case .doubleQ: .doubleQLearning
        }
    }
}

/// The options of the taxi variant.
struct TaxiVariantOptions: ParsableArguments {
    @Option(help: "Whose rules hold: v4, of Gymnasium since 1.3, or v3, of 1.2; they differ in the rain alone.")
    var rules = TaxiRules.v4

    @Flag(help: "Let it rain: one move in five goes to the left or to the right.")
    var rainy = false

    @Flag(help: "Let three passengers in ten change their minds on the way.")
    var fickle = false

    var variant: TaxiVariant {
        var variant = TaxiVariant()
        (variant.rules, variant.isRainy, variant.isFickle) = (rules, rainy, fickle)
        return variant
    }
}

/// The options of deep Q-learning; their defaults are those of `DeepQSettings`.
struct DeepQOptions: ParsableArguments {
    private static let standard = DeepQSettings()

    @Option(help: "How a state becomes the input: embedding, one-hot, cells, factored or number.")
    var encoding = TaxiEncoding.embedding

    @Option(help: ArgumentHelp("The widths of the hidden layers: 128 or 64,64.", valueName: "list"))
    var hidden = WidthList(widths: standard.hidden)

    @Option(help: "Experiences that are kept for replay.")
    var replayCapacity = standard.replayCapacity

    @Option(help: "Environment steps before the first update.")
    var learningStarts = standard.learningStarts

    @Option(help: "Environment steps from one update to the next.")
    var stepsPerUpdate = standard.stepsPerUpdate

    @Option(help: "Copy the network into the target network after this number of environment steps (default: 500).")
    var targetEvery: Int?

    @Option(help: "Move the target network this share of the way after every update, in place of copies.")
    var targetShare: Double?

    @Flag(inversion: .prefixedNo, help: "Let one network choose the next action and the other say what it is worth.")
    var double = standard.isDouble

    @Flag(help: "Split the network into the value of a state and the advantages of actions.")
    var dueling = false

    @Option(help: "Steps that an experience covers.")
    var returnSteps = standard.returnSteps

    @Flag(help: "Replay experiences more often that were predicted worse.")
    var prioritized = false

    @Option(help: "The error from which on the loss is linear.")
    var huberDelta = standard.huberDelta

    @Option(help: ArgumentHelp("Shorten gradients to this norm.", valueName: "x"))
    var clipNorm: Double?

    /// Writes the options into the settings; settings shared by all algorithms are unchanged.
    func fill(_ settings: inout DeepQSettings) {
        settings.hidden = hidden.widths
        settings.replayCapacity = replayCapacity
        settings.learningStarts = learningStarts
        settings.stepsPerUpdate = stepsPerUpdate
        if let targetShare { settings.target = .soft(share: targetShare) }
        if let targetEvery { settings.target = .copy(every: targetEvery) }
        settings.isDouble = double
        settings.isDueling = dueling
        settings.returnSteps = returnSteps
        if prioritized { settings.replay = .prioritized() }
        settings.huberDelta = huberDelta
        settings.maximumGradientNorm = clipNorm
    }

    func validate() throws {
        if targetEvery != nil, targetShare != nil {
            throw ValidationError("Give --target-every or --target-share, not both: the target is copied, or follows.")
        }
    }
}

/// A list of layer widths: `64,64`.
struct WidthList: ExpressibleByArgument, CustomStringConvertible {
    var widths: [Int]

    init(widths: [Int]) { self.widths = widths }

    init?(argument: String) {
        widths = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard let width = Int(part), width >= 1 else { return nil }
            widths.append(width)
        }
    }

    var description: String { widths.map(String.init).joined(separator: ",") }
    var defaultValueDescription: String { description }
}
