import HeadroomFormat

/// That a command reported no step, and why, in sentences without a capital and a full stop.
extension NoSteps {
    package var sentence: String {
        switch reason {
        case .refused(let refusal):
            "the batch size of the command could not be set, and it reported no step: \(refusal)"
        case .unreached(let reach): "\(silence.sentence): \(reach.message)"
        case .noEvents(let lines, let first):
            "the command wrote \(lines) lines to the event socket, and none of them is an event"
                + (first.map { " (the first: \($0))" } ?? "")
        case .unknown: silence.sentence
        }
    }
}

extension NoSteps.Silence {
    fileprivate var sentence: String {
        switch self {
        case .ended(let seconds): "the command ended after \(Format.seconds(seconds)) without reporting a step"
        case .silent(let seconds, let isConnected):
            "the command \(isConnected ? "connected, but " : "")reported no step within \(Format.seconds(seconds))"
        }
    }
}

extension NoSteps.Reason {
    /// What to do about it.
    package var hint: String {
        switch self {
        case .refused: "put {batch} where the command takes its batch size, or name a variable with --batch-env"
        case .unreached(let reach): reach.hint
        case .noEvents, .unknown:
            "a command reports its steps on the socket $HEADROOM_EVENTS names (docs/protocol.md); --step-regex finds "
                + "them in what it writes, --without-steps watches its device and memory alone"
        }
    }
}

extension AgentReach.Reason {
    /// What keeps the agent out, and where.
    package var message: String {
        switch cause {
        case .option(let option):
            "a process of the command runs Python with \(option), which keeps the agent out (\(command))"
        case .path(let path?):
            "PYTHONPATH was replaced by '\(path)' in a process of the command (\(command)), which keeps the agent out"
        case .path(nil):
            "PYTHONPATH was removed in a process of the command (\(command)), which keeps the agent out"
        case .environment:
            "a process of the command has an environment of its own, without HEADROOM_EVENTS (\(command)), which keeps the "
                + "agent out"
        case .sitecustomize(let file):
            "another sitecustomize, \(file), comes before the agent's in a process of the command (\(command))"
        }
    }

    /// What to do about it.
    package var hint: String {
        "\(cause.remedy); else let --step-regex find the steps in what the command writes, or report them on the event "
            + "socket (docs/protocol.md)"
    }
}

extension AgentReach.Cause {
    fileprivate var remedy: String {
        switch self {
        case .option(let option): "start Python without \(option)"
        case .path(let path):
            "add to PYTHONPATH in place of replacing it (export PYTHONPATH=\(path ?? "FOLDER"):$PYTHONPATH)"
        case .environment: "pass the environment on: PYTHONPATH and the variables whose names begin with HEADROOM_"
        case .sitecustomize:
            "put its folder behind what is there (export PYTHONPATH=$PYTHONPATH:FOLDER): the agent's runs it as well"
        }
    }
}
