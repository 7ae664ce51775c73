import HeadroomCustomerModels
import HeadroomDigits
import HeadroomReconstruction
import HeadroomSceneGeneration
import HeadroomTaxi
import HeadroomTraining

/// All workloads.
enum Workloads {
    static let all: [any Workload.Type] = [
        Digits.self, TaxiWorkload.self, Churn.self, LifetimeValue.self, Reconstruction.self,
        SceneGeneration.self,
    ]

    static func named(_ name: String) -> (any Workload.Type)? {
        all.first { $0.name == name }
    }
}
