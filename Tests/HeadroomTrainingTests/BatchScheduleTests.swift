import FoundationEssentials
import HeadroomTraining
import TestSupport
import Testing

@Suite struct BatchScheduleTests {
    private func complaint(_ source: String) -> WorkloadError? {
        do {
            _ = try BatchSchedule(source)
            return nil
        } catch {
            return error
        }
    }

    @Test func theStageOfAFractionIsFound() throws {
        let schedule = try BatchSchedule(
            #"[{"fromFraction":0,"batchSize":64},{"fromFraction":0.5,"batchSize":256,"learningRateFactor":1.5}]"#
        )
        #expect(schedule.stage(at: 0).batchSize == 64 && schedule.stage(at: 0).learningRateFactor == 1)
        #expect(schedule.stage(at: 0.499).batchSize == 64)
        #expect(schedule.stage(at: 0.5).batchSize == 256 && schedule.stage(at: 0.5).learningRateFactor == 1.5)
        #expect(schedule.stage(at: 1).batchSize == 256)
    }

    @Test func aFileIsReadAsWell() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let text = #"[{"fromFraction":0,"batchSize":8}]"#
        try folder.write(Array(text.utf8), "schedule.json")
        #expect(try BatchSchedule("\(folder.path)/schedule.json") == BatchSchedule(text))
        let missing = complaint("\(folder.path)/none.json")
        #expect(missing?.code == .data && missing?.description.contains("none.json is missing") == true)
        try folder.write(Array("[{".utf8), "broken.json")
        #expect(complaint("\(folder.path)/broken.json")?.description.contains("broken.json is not a JSON list") == true)
    }

    @Test(arguments: [
        ("[", "is not a JSON list"),
        ("[7]", "is not a JSON list"),
        (#"[{"fromFraction":0}]"#, "is not a JSON list"),
        ("[]", "the first stage of the schedule must have a fromFraction of 0"),
        (#"[{"fromFraction":0.1,"batchSize":8}]"#, "must have a fromFraction of 0"),
        (
            #"[{"fromFraction":0,"batchSize":8},{"fromFraction":0.5,"batchSize":8},{"fromFraction":0.5,"batchSize":9}]"#,
            "stage 3 of the schedule begins at 0.5: fractions must ascend"
        ),
        (#"[{"fromFraction":0,"batchSize":8},{"fromFraction":1,"batchSize":8}]"#, "be below 1"),
        (#"[{"fromFraction":0,"batchSize":0}]"#, "stage 1 of the schedule has a batch size of 0"),
        (#"[{"fromFraction":0,"batchSize":8,"learningRateFactor":0}]"#, "it must be above 0"),
    ])
    func aScheduleThatIsNoneIsRefused(source: String, text: String) throws {
        let error = try #require(complaint(source))
        #expect(error.code == .usage && error.description.contains(text), "\(error)")
    }
}
