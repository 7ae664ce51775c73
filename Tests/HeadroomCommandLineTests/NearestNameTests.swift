import HeadroomCommandLine
import Testing

@Suite struct NearestNameTests {
    private func nearest(_ name: String) -> String? { NearestName.of(name, among: ["digits", "taxi"]) }

    @Test func theNameThatWasMeantIsFound() {
        #expect(nearest("digit") == "digits")
        #expect(nearest("Digtis") == "digits")
        #expect(nearest("imagenet") == nil)
        #expect(NearestName.editDistance("kitten", "sitting") == 3)
    }
}
