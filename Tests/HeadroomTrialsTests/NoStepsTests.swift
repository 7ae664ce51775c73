import HeadroomTrials
import Testing

/// The sentences of commands that report no step.
@Suite struct NoStepsTests {
    private func sentence(_ reason: NoSteps.Reason) -> String {
        NoSteps(.silent(seconds: 4, isConnected: false), because: reason).sentence
    }

    @Test func theReasonStandsInTheSentence() throws {
        #expect(sentence(.unknown) == "the command reported no step within 4.00 s")
        #expect(
            NoSteps(.silent(seconds: 4, isConnected: true), because: .unknown).sentence
                == "the command connected, but reported no step within 4.00 s"
        )
        #expect(
            NoSteps(.ended(afterSeconds: 0.25), because: .unknown).sentence
                == "the command ended after 250 ms without reporting a step"
        )
        let isolated = AgentReach.Process(id: 2, parent: 1, arguments: ["python", "-I", "train.py"], environment: [:])
        let reach = try #require(AgentReach.reason(among: [isolated], agent: "/agent"))
        #expect(sentence(.unreached(reach)) == "the command reported no step within 4.00 s: \(reach.message)")
        #expect(NoSteps.Reason.unreached(reach).hint == reach.hint)
        #expect(
            sentence(.noEvents(lines: 3, first: "it is not JSON"))
                == "the command wrote 3 lines to the event socket, and none of them is an event (the first: it is not JSON)"
        )
        #expect(sentence(.refused("a list")).hasSuffix("could not be set, and it reported no step: a list"))
        #expect(NoSteps.Reason.refused("a list").hint.contains("--batch-env"))
        #expect(NoSteps.Reason.unknown.hint.contains("$HEADROOM_EVENTS"))
    }
}
