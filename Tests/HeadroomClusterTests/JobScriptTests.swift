import HeadroomCluster
import Testing

@Suite struct JobScriptTests {
    private func script(
        _ request: String,
        excluded: [String] = [],
        folder: String = "/shared/run",
        program: String = "/opt/headroom"
    ) throws -> String {
        let item = Plan.Item(arguments: ["sweep"], workingFolder: "/home/me/my project", environment: [:])
        let plan = Plan(
            run: "abc",
            headroom: "0.1.0",
            program: program,
            fingerprint: nil,
            on: "slurm:\(request)",
            slurmOptions: [],
            pace: Plan.Pace(),
            items: [item]
        )
        return JobScript(
            plan: plan,
            item: item,
            attempt: 2,
            request: try SlurmRequest(request),
            excluded: excluded,
            folder: RunFolder(path: folder)
        ).text.replacing(item.key, with: "KEY")
    }

    @Test func theScriptIsReadable() throws {
        #expect(
            try script("partition=gpu,gres=gpu:1,time=30m") == """
                #!/bin/sh
                # Job of headroom 0.1.0: attempt 2 of the measurement KEY in the plan
                # /shared/run/plan.json
                #SBATCH --job-name=headroom-abc
                #SBATCH --comment=KEY.2
                # One node: the trials of a sweep are compared with each other.
                #SBATCH --nodes=1
                #SBATCH --ntasks=1
                # headroom submits a lost job again itself; nothing that a job wrote is overwritten.
                #SBATCH --no-requeue
                #SBATCH --open-mode=append
                # SIGTERM to headroom alone, in time to end its training and to write what was measured.
                #SBATCH --signal=B:TERM@60
                #SBATCH --output="/shared/run/logs/KEY.2.out"
                #SBATCH --chdir="/home/me/my project"
                # As requested with --on.
                #SBATCH --partition=gpu
                #SBATCH --gres=gpu:1
                #SBATCH --time=0:30:00
                exec /opt/headroom node /shared/run

                """
        )
    }

    @Test func aShortLimitHasAShortWarning() throws {
        #expect(try script("time=2m").contains("B:TERM@30\n"))
        #expect(try script("time=10s").contains("B:TERM@5\n"))
        #expect(try script("mem=1G").contains("B:TERM@60\n"))
    }

    @Test func nodesThatLostAnAttemptAreExcludedBesidesThoseOfTheRequest() throws {
        #expect(try script("exclude=n7", excluded: ["n1", "n2"]).contains("#SBATCH --exclude=n7,n1,n2\n"))
    }

    @Test func namesAreQuoted() throws {
        let text = try script("constraint=a100|h100", folder: "/my run/100%j", program: "/it's here/headroom")
        #expect(text.contains("#SBATCH --output=\"/my run/100%%j/logs/KEY.2.out\"\n"))
        #expect(text.contains("#SBATCH --constraint=\"a100|h100\"\n"))
        #expect(text.hasSuffix("exec '/it'\\''s here/headroom' node '/my run/100%j'\n"))
    }
}
