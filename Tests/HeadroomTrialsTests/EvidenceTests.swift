import HeadroomCore
import HeadroomTrials
import Testing

@Suite struct OutOfMemoryEvidenceTests {
    private func judge(
        failed: Bool = true,
        oomKills: Int = 0,
        limitHit: Bool = false,
        log: String = ""
    ) -> TrialDocument.OutOfMemory? {
        OutOfMemoryEvidence.judge(failed: failed, oomKills: oomKills, limitHit: limitHit, limitBytes: 1000, log: log)
    }

    @Test func aBareWordIsNoEvidence() {
        #expect(judge(log: "error: killed, out of memory? no: a typing error") == nil)
        #expect(judge() == nil)
    }

    @Test func theKernelsCounterIsEvidence() {
        #expect(judge(oomKills: 1)?.recovered == false)
        #expect(judge(limitHit: true)?.evidence.first?.contains("1000") == true)
    }

    @Test(arguments: [
        (
            "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.",
            TrialDocument.OutOfMemory.Resource.device
        ),
        (
            "RuntimeError: [enforce fail at alloc_cpu.cpp:121] . DefaultCPUAllocator: can't allocate memory: you tried",
            .host
        ),
        ("terminate called after throwing an instance of 'std::bad_alloc'", .host),
    ])
    func messagesOfFrameworksAreEvidence(log: String, resource: TrialDocument.OutOfMemory.Resource) {
        #expect(judge(log: log)?.resource == resource)
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
