import FoundationEssentials
import HeadroomTrials
import Testing

/// Python process of a trial with the agent in `/agent`.
private func process(
    _ command: String = "python train.py",
    id: Int = 10,
    parent: Int = 1,
    path: String? = "/agent",
    events: String? = "/trial/socket",
    seconds: Double = 1
) -> AgentReach.Process {
    AgentReach.Process(
        id: id,
        parent: parent,
        arguments: command.split(separator: " ").map(String.init),
        environment: ["PATH": "/usr/bin", "PYTHONPATH": path, "HEADROOM_EVENTS": events].compactMapValues(\.self),
        processorSeconds: seconds
    )
}

private func cause(_ processes: AgentReach.Process...) -> AgentReach.Cause? {
    AgentReach.reason(among: processes, agent: "/agent")?.cause
}

@Suite struct AgentReachTests {
    @Test func aProcessWithTheAgentOnItsPathIsReached() {
        #expect(cause(process()) == nil)
        #expect(cause(process(path: "/repository:/agent:/other")) == nil)
        #expect(cause() == nil)
    }

    @Test func aPathThatWasReplacedIsNamed() {
        #expect(cause(process(path: "./src")) == .path("./src"))
        #expect(cause(process(path: "/agents:/x/agent")) == .path("/agents:/x/agent"))
        #expect(cause(process(path: nil)) == .path(nil))
    }

    @Test func anEnvironmentOfItsOwnIsNamed() {
        #expect(cause(process(path: "./src", events: nil)) == .environment)
        #expect(cause(process(events: nil)) == .environment)
    }

    @Test(
        arguments: [
            ("python -I train.py", "-I"), ("python -IS train.py", "-I (-IS)"), ("python3.12 -uE train.py", "-E (-uE)"),
            ("python -u -S -m train", "-S"), ("python -W ignore -X dev -E train.py", "-E"),
            ("python -Wignore -I train.py", "-I"), ("python --check-hash-based-pycs never -I x.py", "-I"),
            ("python -s train.py", nil), ("python -u train.py -I", nil), ("python -m train -S", nil),
            ("python -c pass -I", nil), ("python -uc pass -E", nil), ("python -X E train.py", nil),
            ("python -WE train.py", nil), ("python - -I", nil), ("python", nil), ("python -P -B train.py", nil),
        ] as [(String, String?)]
    )
    func anOptionThatKeepsTheAgentOutIsNamed(command: String, option: String?) {
        #expect(cause(process(command)) == option.map { .option($0) })
    }

    @Test func anotherSitecustomizeIsNamedUnlessTheAgentWasLoadedAllTheSame() {
        var hidden = process(path: "/repository:/agent")
        hidden.hidingModule = "/repository/sitecustomize.py"
        #expect(cause(hidden) == .sitecustomize("/repository/sitecustomize.py"))
        hidden.announcesAgent = true
        #expect(cause(hidden) == nil)
    }

    /// A shell script checks the devices in one process, launches in another and trains in a third.
    @Test func theProcessThatComputesTheMostIsTheOneThatTrains() {
        let reason = AgentReach.reason(
            among: [
                process("python -I -m pip list", id: 11, seconds: 0.5),
                process("python launch.py", id: 12, seconds: 3),
                process("/venv/bin/python train.py", id: 13, parent: 12, path: "./src", seconds: 2),
            ],
            agent: "/agent"
        )
        #expect(reason?.cause == .path("./src") && reason?.command == "python train.py")
    }

    /// If another process trains with the agent, a helper without it is not a reason.
    @Test func aHelperWithoutTheAgentIsNoReasonBesideATrainingThatHasIt() {
        #expect(cause(process(id: 11, seconds: 5), process("python -I helper.py", id: 12, seconds: 1)) == nil)
        #expect(cause(process(id: 11, seconds: 1), process("python -I helper.py", id: 12, seconds: 5)) == .option("-I"))
    }

    @Test func whatToDoIsSaid() throws {
        let long = "python train.py " + String(repeating: "--option=value ", count: 20)
        let reason = try #require(AgentReach.reason(among: [process(long, path: "./src")], agent: "/agent"))
        #expect(reason.message.contains("PYTHONPATH was replaced by './src'"))
        #expect(reason.message.contains("(python train.py --option=value") && reason.message.contains("...)"))
        #expect(reason.hint.contains("export PYTHONPATH=./src:$PYTHONPATH") && reason.hint.contains("--step-regex"))
        let isolated = try #require(AgentReach.reason(among: [process("python -I train.py")], agent: "/agent"))
        #expect(isolated.message.contains("runs Python with -I") && isolated.hint.contains("without -I"))
    }
}
