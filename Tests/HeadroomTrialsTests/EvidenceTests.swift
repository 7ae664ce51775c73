import HeadroomCore
import HeadroomTrials
import Testing

@Suite struct OutOfMemoryEvidenceTests {
    private func judge(
        failed: Bool = true,
        oomKills: Int = 0,
        limitHit: Bool = false,
        peakBytes: Int = 0,
        log: String = ""
    ) -> TrialDocument.OutOfMemory? {
        OutOfMemoryEvidence.judge(
            failed: failed,
            oomKills: oomKills,
            limitHit: limitHit,
            limitBytes: 1000,
            peakBytes: peakBytes,
            log: log
        )
    }

    @Test func aBareWordIsNoEvidence() {
        #expect(judge(log: "error: killed, out of memory? no: a typing error") == nil)
        #expect(judge() == nil)
    }

    @Test func theKernelsCounterIsEvidence() {
        #expect(judge(oomKills: 1)?.recovered == false)
        #expect(judge(limitHit: true)?.evidence.first?.contains("1000") == true)
    }

    @Test(arguments: OutOfMemoryCorpus.strong)
    func messagesOfFrameworksAreEvidence(log: String, resource: TrialDocument.OutOfMemory.Resource) {
        #expect(judge(log: log)?.resource == resource)
    }

    @Test(arguments: OutOfMemoryCorpus.weak)
    func messagesWithOtherCausesCountNearTheLimitAlone(
        log: String,
        resource: TrialDocument.OutOfMemory.Resource
    ) {
        #expect(judge(log: log) == nil)
        #expect(judge(peakBytes: 500, log: log) == nil)
        #expect(judge(peakBytes: 950, log: log)?.resource == resource)
        #expect(judge(failed: false, peakBytes: 950, log: log) == nil)
    }

    @Test(arguments: OutOfMemoryCorpus.others) func otherFailuresAreNone(log: String) {
        #expect(judge(peakBytes: 990, log: log) == nil)
    }

    @Test(arguments: OutOfMemoryCorpus.failures) func aFailureIsEvidenceWhereTheCommandFailed(log: String) {
        #expect(judge(log: log)?.resource == .host)
        #expect(judge(log: "step 1\n" + log + "\nstep 2")?.resource == .host)
        #expect(judge(failed: false, peakBytes: 990, log: log) == nil)
    }

    @Test(arguments: OutOfMemoryCorpus.words) func aWordIsNoOutOfMemory(log: String) {
        for failed in [true, false] {
            #expect(judge(failed: failed, log: log) == nil)
            #expect(judge(failed: failed, log: "step 1\n\(log)\nstep 2") == nil)
        }
    }

    @Test func aCommandThatWentOnHasRecovered() {
        #expect(judge(failed: false, log: "CUDA out of memory. Tried to allocate 1 GiB; retrying")?.recovered == true)
    }
}

@Suite struct CommandTemplateTests {
    @Test func placeholdersAreFilledWhereverTheyStand() {
        let template = CommandTemplate(["train", "--batch={batch}", "{out}/log", "{batch}{batch}"])
        #expect(template.takesBatchSize)
        #expect(template.filled(batchSize: 8, directory: "/d") == ["train", "--batch=8", "/d/log", "88"])
        #expect(!CommandTemplate(["train"]).takesBatchSize)
    }
}
