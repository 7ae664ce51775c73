import Glibc
import HeadroomNumerics

/// A channel of the simulated company: its spend of each week, and the customers that it brings.
///
/// Expected customers of a week are `most a / (half + a)` of the effective spend `a`, of which a share carries over to the
/// next week; the customers of a channel without spend grow by a share each week.
struct SimulatedChannel {
    let name: String
    /// Probability that a customer of the channel leaves in a month, at a usual engagement.
    let churn: Double
    /// Mean spend of a week in major units; 0 for none.
    let spend: Double
    /// Upper limit of the customers of a week; without spend, the customers of the first week.
    let most: Double
    /// Spend with half of the limit.
    let half: Double
    private var effective = 0.0

    static let all = [
        SimulatedChannel(name: "search", churn: 0.026, spend: 1900, most: 12, half: 2600),
        SimulatedChannel(name: "social", churn: 0.06, spend: 1300, most: 8, half: 900),
        SimulatedChannel(name: "display", churn: 0.13, spend: 1100, most: 2, half: 1000),
        SimulatedChannel(name: "partner", churn: 0.012, spend: 700, most: 7, half: 2400),
        SimulatedChannel(name: "organic", churn: 0.018, spend: 0, most: 1.6, half: 0),
    ]

    private static let carryOver = 0.3
    /// Standard deviation of the logarithm of a week's spend.
    private static let variation = 0.6
    private static let organicGrowth = 0.008

    private init(name: String, churn: Double, spend: Double, most: Double, half: Double) {
        (self.name, self.churn, self.spend, self.most, self.half) = (name, churn, spend, most, half)
    }

    /// Spend and expected customers of the next week.
    mutating func next(week: Int, _ draw: inout SeededGenerator) -> (spend: Int, customers: Double) {
        guard spend > 0 else { return (0, most * exp(Self.organicGrowth * Double(week))) }
        let amount = (spend * exp(Self.variation * draw.normal() - 0.5 * Self.variation * Self.variation)).rounded()
        effective = amount + Self.carryOver * effective
        return (Int(amount), most * effective / (half + effective))
    }
}

extension SeededGenerator {
    /// Draw of an event with a probability.
    mutating func happens(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }

    /// Draw from the Poisson distribution (Knuth, The Art of Computer Programming, volume 2, 3.4.1).
    mutating func count(_ expected: Double) -> Int {
        var (count, product) = (0, Double.random(in: 0..<1, using: &self))
        while product > exp(-expected) {
            (count, product) = (count + 1, product * Double.random(in: 0..<1, using: &self))
        }
        return count
    }

    /// Element drawn by its share.
    mutating func pick<Element>(_ elements: [Element], _ shares: [Double]) -> Element {
        var chance = Double.random(in: 0..<1, using: &self)
        for (element, share) in zip(elements, shares) {
            chance -= share
            if chance < 0 { return element }
        }
        return elements[elements.count - 1]
    }

    /// Time of a working day, such as `14:05:00Z`.
    var time: String {
        mutating get {
            let (hour, minute) = (Int.random(in: 7..<20, using: &self), Int.random(in: 0..<60, using: &self))
            return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute):00Z"
        }
    }
}
