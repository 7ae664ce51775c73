import HeadroomCluster
import Testing

@Suite struct PlanEnvironmentTests {
    @Test func whatChangesATrainingIsKeptAndNoSecret() {
        let environment = [
            "PATH": "/bin", "OMP_NUM_THREADS": "4", "CUDA_HOME": "/cuda", "HEADROOM_DATA": "/data",
            "CUDA_VISIBLE_DEVICES": "0", "HEADROOM_STORE": "/store", "HF_TOKEN": "secret", "HOME": "/root",
            "SLURM_JOB_ID": "7", "DISPLAY": ":0", "HF_HOME": "/hf",
        ]
        #expect(
            Set(PlanEnvironment.selected(from: environment).keys)
                == ["PATH", "OMP_NUM_THREADS", "CUDA_HOME", "HEADROOM_DATA", "HF_HOME"]
        )
    }
}
