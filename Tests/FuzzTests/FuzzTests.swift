import Foundation
import Testing

/// Everything that reads what others wrote, with thousands of damaged inputs. `scripts/fuzz` does the same guided by
/// coverage, for as long as one likes.
@Suite("Damaged inputs")
struct FuzzTests {
    /// Other inputs every time; `UNWEIGHT_FUZZ_SEED` repeats a run, `UNWEIGHT_FUZZ_ROUNDS` sets its length.
    private static let seed = number("UNWEIGHT_FUZZ_SEED") ?? .random(in: 0 ... .max)
    private static let rounds = number("UNWEIGHT_FUZZ_ROUNDS") ?? 400

    @Test("What is right, and what once failed", arguments: FuzzTarget.allCases)
    func seeds(target: FuzzTarget) throws {
        let seeds = target.seeds
        try #require(!seeds.isEmpty)
        for input in seeds { try target.check(input) }
        for input in seeds.prefix(3) {
            // Files may end anywhere; large ones are cut in fewer places.
            for end in stride(from: 0, to: input.count, by: max(1, input.count / 200)) {
                try target.check(Array(input.prefix(end)))
            }
        }
    }

    @Test("Damage by chance", .timeLimit(.minutes(10)), arguments: FuzzTarget.allCases)
    func damaged(target: FuzzTarget) {
        print("fuzz \(target): UNWEIGHT_FUZZ_SEED=\(Self.seed)")
        var mutation = Mutation(seed: Self.seed, words: target.words)
        let seeds = target.seeds
        for round in 0..<Self.rounds {
            let input = mutation.input(from: seeds)
            do {
                try target.check(input)
            } catch {
                let base64 = Data(input.prefix(4096)).base64EncodedString()
                Issue.record("\(target), seed \(Self.seed), round \(round): \(error)\ninput, base64: \(base64)")
                return
            }
        }
    }

    private static func number(_ variable: String) -> UInt64? {
        ProcessInfo.processInfo.environment[variable].flatMap { UInt64($0) }
    }
}
