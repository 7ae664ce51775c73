import CHeadroomTorch
import Glibc
import HeadroomTorch
import Testing

@Suite struct LoadingTests {
    @Test func aMissingLibraryIsNamed() {
        let problem = ht_load("/nonexistent/libheadroom_torch.so").map { String(cString: $0) }
        #expect(problem?.contains("/nonexistent/libheadroom_torch.so") == true)
    }

    @Test func aLibraryThatIsNoEngineIsRefused() {
        let problem = ht_load("libc.so.6").map { String(cString: $0) }
        #expect(problem == "libc.so.6 is not an engine library of Headroom")
    }

    /// The wait policy of the engine's threads applies only to it: `GOMP_SPINCOUNT` is set only while the library is
    /// loaded.
    @Test func programsThatAreStartedDoNotInheritHowItsThreadsWait() throws {
        let inherited = getenv("GOMP_SPINCOUNT").map { String(cString: $0) }
        #expect(ht_load("libc.so.6") != nil)
        #expect(getenv("GOMP_SPINCOUNT").map { String(cString: $0) } == inherited)
    }

    @Test(.enabled(if: Fixture.isMeantToBeMissing)) func withoutAnEngineEveryOperationSaysSo() {
        #expect(!Engine.isLoaded)
        let error = #expect(throws: TorchError.self) { try Tensor.zeros([2]) }
        #expect(error?.code == .notLoaded)
        #expect(error?.message.contains("Engine.load") == true)
    }
}
