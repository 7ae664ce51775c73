import HeadroomCommandLine
import HeadroomSchema
import HeadroomSweep
import HeadroomTrials

/// The axes of a sweep over a plane, in the command that they belong to.
struct PlaneAxes {
    let command: CommandTemplate
    let first: PlaneAxis
    let second: PlaneAxis

    /// - Throws: ``CommandFailure`` where the command does not take the axes.
    init(_ axes: AxisList, of training: TrainingCommand, seed: UInt64) throws {
        if let workload = training.workload {
            try self.init(axes, of: try TrainingCommand.find(workload), training, seed: seed)
        } else {
            try self.init(axes, command: training.command, baseline: training.baseline?.value)
        }
    }

    // MARK: A command of the user

    private init(_ axes: AxisList, command: [String], baseline: Int?) throws {
        if axes.second.name == "batch" {
            throw Self.failure(
                "the axis 'batch' is the batch size, which comes first in --axes",
                hint: "--axes batch,\(axes.first.name)"
            )
        }
        let placeholders = Self.placeholders(command)
        for axis in [axes.first, axes.second] where !placeholders.contains(axis.name) {
            // A batch size without a placeholder is set by the agent or by --batch-env, as in a sweep without axes.
            if axis.name == "batch" { continue }
            throw Self.failure(
                "the axis '\(axis.name)' does not occur in the command",
                hint: NearestName.of(axis.name, among: placeholders).map { "did you mean '\($0)'?" }
                    ?? "put {\(axis.name)} where the command takes it, as in --\(axis.name) {\(axis.name)}"
            )
        }
        let known = [axes.first.name, axes.second.name, "out"]
        if let other = placeholders.first(where: { !known.contains($0) }) {
            throw Self.failure(
                "the placeholder {\(other)} in the command is none of the axes (\(axes.first.name), \(axes.second.name))",
                hint: "write a value there, or name it in --axes"
            )
        }
        self.command = CommandTemplate(command)
        first = Self.axis(axes.first, usual: baseline, otherwise: Self.batchSizes)
        second = Self.axis(axes.second, usual: nil, otherwise: Self.others)
    }

    /// Values of an axis whose usual value is unknown.
    private static let batchSizes = PlaneAxis.doublings(from: 1, to: 1024)
    private static let others = PlaneAxis.doublings(from: 1, to: 4096)

    /// Names in braces, such as `rays` of `{rays}`, in the order of the command.
    private static func placeholders(_ command: [String]) -> [String] {
        command.flatMap { argument in
            argument.matches(of: /\{([A-Za-z][A-Za-z0-9_\-]*)\}/).map { String($0.output.1) }
        }
    }

    // MARK: A workload

    private init(
        _ axes: AxisList,
        of workload: WorkloadDescription,
        _ training: TrainingCommand,
        seed: UInt64
    ) throws {
        guard let batchAxis = workload.axes.first, workload.axes.count > 1 else {
            throw Self.failure(
                "the workload \(workload.name) has one axis, its batch size",
                hint: "leave out --axes; for a command of yours: --axes batch,rays -- python train.py {batch} {rays}"
            )
        }
        let names = workload.axes.map(\.name)
        guard axes.first.name == batchAxis.name || axes.first.name == "batch" else {
            throw Self.failure(
                "the first axis of the workload \(workload.name) is \(batchAxis.name), and not '\(axes.first.name)'",
                hint: "--axes \(batchAxis.name),\(names[1])"
            )
        }
        guard let other = workload.axes.dropFirst().first(where: { $0.name == axes.second.name }) else {
            let nearest = NearestName.of(axes.second.name, among: names).map { "did you mean '\($0)'? " } ?? ""
            throw Self.failure(
                "the workload \(workload.name) has no axis '\(axes.second.name)'",
                hint: nearest + "there are: \(names.dropFirst().joined(separator: ", "))"
            )
        }
        for option in [batchAxis.option, other.option]
        where training.command.contains(where: { $0 == option || $0.hasPrefix("\(option)=") }) {
            throw Self.failure("\(option) is set by --axes", hint: "leave it out behind --")
        }
        command = CommandTemplate(
            [TrainingProgram.path, workload.name, batchAxis.option, "{\(axes.first.name)}"]
                + [other.option, "{\(axes.second.name)}", "--seed", String(seed)] + training.command
        )
        first = Self.axis(axes.first, usual: training.baseline?.value ?? batchAxis.usual, otherwise: [])
        second = Self.axis(axes.second, usual: other.usual, otherwise: [])
    }

    // MARK: Values

    /// An axis with its values: those given, else around the usual one, else the widest.
    private static func axis(_ axis: AxisList.Axis, usual: Int?, otherwise: [Int]) -> PlaneAxis {
        let values = axis.values ?? usual.map { PlaneAxis.around($0) } ?? otherwise
        // Within the given values the nearest to the usual one; without a usual one, their middle.
        let nearest = usual.flatMap { usual in values.min { abs($0 - usual) < abs($1 - usual) } }
        return PlaneAxis(
            name: axis.name,
            values: values,
            usual: nearest ?? values[(values.count - 1) / 2],
            isListed: axis.isListed,
            isBounded: axis.values != nil
        )
    }

    private static func failure(_ problem: String, hint: String) -> CommandFailure {
        CommandFailure(problem, hint: hint, exitCode: .wrongUsage)
    }
}
