import HeadroomCluster
import Testing

@Suite struct SlurmRequestTests {
    private func texts(_ request: String, _ passed: [String] = []) throws -> [String] {
        try SlurmRequest(request, passed: passed).options.map(\.text)
    }

    @Test func optionsAreThoseOfSbatch() throws {
        #expect(
            try texts("partition=gpu,gres=gpu:1,time=30m") == ["--partition=gpu", "--gres=gpu:1", "--time=0:30:00"]
        )
        #expect(try texts("") == [])
        #expect(try texts("nodelist=n1,n2,exclusive,mem=4G") == ["--nodelist=n1,n2", "--exclusive", "--mem=4G"])
        #expect(try texts("mem=1G", ["--qos=debug", "--hold"]) == ["--mem=1G", "--qos=debug", "--hold"])
    }

    @Test(arguments: [
        ("time=90", "--time=90"), ("time=1.5h", "--time=1:30:00"), ("time=1-0", "--time=1-0"),
        ("time=45s", "--time=0:00:45"), ("time=10:00", "--time=10:00"), ("time=2d", "--time=48:00:00"),
    ])
    func aTimeMayHaveAUnit(given: String, text: String) throws {
        #expect(try texts(given) == [text])
    }

    @Test(arguments: [
        ("90", 5400.0), ("1:30", 90), ("0:30:00", 1800), ("1-0", 86_400), ("1-1:0:5", 90_005), ("2-3", 183_600),
    ])
    func aTimeOfSlurmIsRead(text: String, seconds: Double) {
        #expect(SlurmTime.seconds(text) == seconds)
    }

    @Test(arguments: ["UNLIMITED", "INFINITE", "", "1:2:3:4", "a-1", "-5"])
    func whatIsNoTimeIsNone(text: String) {
        #expect(SlurmTime.seconds(text) == nil)
    }

    @Test(arguments: [
        "gpu", "array=1-3", "output=x", "nodes=2", "requeue=", "time", "Partition=x", "a b=c", "mem=\"1\"", "x=`id`",
        "wrap=rm",
    ])
    func whatCannotWorkIsRefused(text: String) {
        let error = #expect(throws: ClusterError.self) { try SlurmRequest(text) }
        #expect(error?.cause == .usage)
    }
}
