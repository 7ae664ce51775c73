/// Changes of recurring revenue, by cause.
package struct Movements: Equatable, Sendable {
    package var new: Int64 = 0
    package var expansion: Int64 = 0
    package var reactivation: Int64 = 0
    package var contraction: Int64 = 0
    package var churn: Int64 = 0

    /// Adds the change of one customer's revenue.
    ///
    /// - Parameter hasPaid: whether the customer had paid at any time before.
    package mutating func add(from before: Int64, to after: Int64, hasPaid: Bool) {
        switch (before, after) {
        case (0, 0): break
        case (0, _): if hasPaid { reactivation += after } else { new += after }
        case (_, 0): churn += before
        default: if after > before { expansion += after - before } else { contraction += before - after }
        }
    }

    package var total: Int64 { new + expansion + reactivation - contraction - churn }
}
