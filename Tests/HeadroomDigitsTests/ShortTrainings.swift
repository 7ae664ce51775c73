import HeadroomDigits
import TestSupport

/// Suites that train on the digits for two epochs.
protocol ShortTrainings {}

extension ShortTrainings {
    func digits() throws -> ImageSplit { try DigitsData.load("\(Needs.data)/digits.csv") }

    func options(_ change: (inout Digits.Options) throws -> Void = { _ in }) rethrows -> Digits.Options {
        var options = Digits.Options()
        options.epochs = 2
        options.seed = 3
        try change(&options)
        return options
    }
}
