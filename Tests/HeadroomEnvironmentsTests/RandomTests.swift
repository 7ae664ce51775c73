import FoundationEssentials
import HeadroomEnvironments
import Testing

@Suite struct RandomTests {
    /// FIPS 180-4: verifies the digests that the other tests use.
    @Test func digestIsSHA256() {
        #expect(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        )
    }

    /// Seed 42 and seeds of more than 32 bits; NumPy 2.4.6, `default_rng(seed).bit_generator.random_raw()`.
    @Test(
        arguments: [
            (42, [0xc621_fbcd_16d9_2688, 0x705a_5661_a791_ffc1, 0xdbcd_12c2_6eda_1624]),
            (1 << 40 | 5, [0x0136_9aef_039f_edeb, 0x5f61_b404_7331_4316]),
            (UInt64.max, [0xae16_3a7a_8c47_568f, 0xd866_59f5_f338_2359]),
        ] as [(UInt64, [UInt64])]
    )
    func wordsAreNumPys(seed: UInt64, words: [UInt64]) {
        var random = PCG64(seed: seed)
        #expect(words.map { _ in random.next() as UInt64 } == words)
    }

    @Test func doublesAreNumPys() {
        var random = PCG64(seed: 42)
        #expect(
            (0..<3).map { _ in random.random() } == [0.7739560485559633, 0.4388784397520523, 0.8585979199113825]
        )
        random = PCG64(seed: 0)
        #expect((0..<2).map { _ in random.random() } == [0.6369616873214543, 0.2697867137638703])
    }

    /// Integers use halves of words, and a double between two of them does not use the spare half.
    @Test func integersAreNumPys() {
        var random = PCG64(seed: 7)
        #expect((0..<3).map { _ in random.integer(below: 3) } == [2, 1, 2])
        #expect(random.random() == 0.7756856902451935)
        #expect((0..<5).map { _ in random.integer(below: 1000) } == [897, 833, 225, 55, 300])
        #expect(random.integer(below: 1 << 40) == 960_482_170_696)
        #expect(random.integer(below: 1 << 32) == 3_919_686_768)
        #expect(random.random() == 0.8212284183827663)
        #expect(random.integer(below: 3) == 0)  // choice([1, 2, 3]) returned 1
    }

    /// A bound at which a quarter of the draws is rejected.
    @Test func rejectionIsNumPys() {
        var random = PCG64(seed: 3)
        let expected = [
            275_895_278, 578_019_063, 762_820_035, 584_216_872, 2_581_085_717, 1_875_275_178, 126_913_354,
            1_070_096_069, 1_395_199_532, 2_001_114_985, 1_543_132_243, 852_942_552, 514_555_060, 2_227_209_829,
            2_366_238_630, 105_296_063, 1_456_401_909, 1_260_234_212, 2_859_884_529, 2_146_413_539,
        ]
        #expect(expected.map { _ in random.integer(below: 3 << 30) } == expected)
    }

    /// A generator restored from a snapshot with a spare half continues identically.
    @Test func stateIsKept() throws {
        var random = PCG64(seed: 11)
        _ = random.integer(below: 5)
        var copy = try JSONDecoder().decode(PCG64.self, from: JSONEncoder().encode(random))
        #expect(copy == random)
        let numbers = (0..<9).map { $0 % 2 == 0 ? Double(random.integer(below: 6)) : random.random() }
        #expect(numbers == (0..<9).map { $0 % 2 == 0 ? Double(copy.integer(below: 6)) : copy.random() })
        let even = #"{"stateHigh":1,"stateLow":1,"incrementHigh":0,"incrementLow":2}"#
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(PCG64.self, from: Data(even.utf8)) }
    }
}
