import ArgumentParser

/// Columns and rows of a video without a header, such as `640x480`.
package struct FrameSize: ExpressibleByArgument, Equatable, Sendable {
    package let width, height: Int

    package init?(argument: String) {
        let sides = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        guard sides.count == 2, sides[0] > 0, sides[1] > 0 else { return nil }
        (width, height) = (sides[0], sides[1])
    }
}
