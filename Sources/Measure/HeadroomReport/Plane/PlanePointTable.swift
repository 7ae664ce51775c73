import HeadroomCore
import HeadroomFormat

/// Table with a row for each measured point of a plane.
enum PlanePointTable {
    static func content(of document: PlaneDocument) -> (head: [String], body: [[String]]) {
        let head =
            document.axes.map(\.name) + ["points", "points/s", "±", "samples/s", "step", "peak memory", "starts"]
        let body = document.points.map { point in
            [
                Format.count(point.batchSize), Format.count(point.other), Format.count(point.points),
                Format.rate(point.pointsPerSecond.value),
                Format.percent(point.pointsPerSecond.halfWidthRatio) + (point.precise ? "" : " !"),
                Format.rate(point.samplesPerSecond.value), Format.seconds(point.stepSeconds.mean),
                (point.peakDeviceMemoryBytes ?? point.peakHostMemoryBytes).map(Format.bytes) ?? "-",
                "\(point.trials.count)",
            ]
        }
        return (head, body)
    }
}
