import Testing

struct PlaceholderTests {
    @Test func nothing() {}
}
