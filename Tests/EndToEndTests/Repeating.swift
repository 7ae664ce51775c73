/// Repeats a measurement while other programs disturb it, up to three times; the last one counts.
///
/// A machine that tests share with other work is busy now and then, and a diagnosis then names that work and nothing else.
func repeating<Result>(
    while isDisturbed: (Result) -> Bool,
    _ measure: () async throws -> Result
) async throws -> Result {
    var result = try await measure()
    for _ in 0..<2 where isDisturbed(result) { result = try await measure() }
    return result
}
