import HeadroomDisplay
import HeadroomFormat
import HeadroomReport
import Testing

@Suite struct FormatTests {
    @Test(arguments: [
        (0.0, "0"), (0.42, "0.420"), (3.7, "3.70"), (9.999, "10.0"), (42, "42.0"), (99.96, "100"), (100, "100"),
        (123_456.7, "123,457"), (-1234, "-1,234"), (.infinity, "-"), (.nan, "-"),
    ])
    func rates(value: Double, text: String) {
        #expect(Format.rate(value) == text)
    }

    @Test(arguments: [
        (0.000153, "153 µs"), (0.0009997, "1.00 ms"), (0.00109, "1.09 ms"), (0.99999, "1.00 s"), (4.5, "4.50 s"),
        (99.6, "1 min 39 s"), (125, "2 min 5 s"), (.infinity, "-"), (.nan, "-"),
    ])
    func times(value: Double, text: String) {
        #expect(Format.seconds(value) == text)
    }

    @Test(arguments: [
        (512.0, "512 B"), (20_480, "20.0 KiB"), (1023.9 * 1_048_576, "1.00 GiB"), (1.5 * 1_073_741_824, "1.50 GiB"),
    ])
    func memory(value: Double, text: String) {
        #expect(Format.bytes(value) == text)
    }

    @Test(arguments: [(0.031, "3.1 %"), (0.0999, "10 %"), (0.5, "50 %"), (1, "100 %")])
    func shares(value: Double, text: String) {
        #expect(Format.percent(value) == text)
    }
}

@Suite struct ScaleTests {
    @Test(arguments: [0.7, 1, 3.3, 94, 1437, 1.27e6])
    func ticksAreRoundAndInside(top: Double) {
        let scale = Scale(kind: .linear, domain: 0...top, from: 300, to: 0)
        let ticks = scale.ticks
        #expect((3...7).contains(ticks.count), "\(ticks)")
        #expect(ticks.allSatisfy { $0 >= 0 && $0 <= top * (1 + 1e-9) })
        #expect(scale.place(0) == 300 && scale.place(top) == 0)
    }

    @Test func powersAreTheTicksOfALogarithm() {
        let scale = Scale(kind: .logarithmic, domain: 1...1000, from: 0, to: 300)
        #expect(scale.ticks == [1, 10, 100, 1000])
        #expect(abs(scale.place(10) - 100) < 1e-9)
    }
}
