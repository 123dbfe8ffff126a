/// Damages inputs, by chance that can be repeated.
struct Mutation {
    private var state: UInt64
    private let words: [[UInt8]]

    init(seed: UInt64, words: [String]) {
        state = seed
        self.words = words.map { Array($0.utf8) }
    }

    /// One of `seeds` with one to six things wrong.
    mutating func input(from seeds: [[UInt8]]) -> [UInt8] {
        var bytes = seeds.randomElement(using: &self) ?? []
        for _ in 0..<Int.random(in: 1...6, using: &self) { damage(&bytes, seeds) }
        return Array(bytes.prefix(1 << 17))
    }

    private mutating func damage(_ bytes: inout [UInt8], _ seeds: [[UInt8]]) {
        let place = Int.random(in: 0...bytes.count, using: &self)
        let length = Int.random(in: 0...min(bytes.count - place, 40), using: &self)
        let range = place..<place + length
        switch Int.random(in: 0...8, using: &self) {
        case 0: bytes.removeSubrange(range)
        case 1: bytes.insert(contentsOf: bytes[range], at: place)
        case 2: bytes.insert(contentsOf: words.randomElement(using: &self) ?? [next8()], at: place)
        case 3: bytes.replaceSubrange(range, with: number())
        case 4: bytes.replaceSubrange(range, with: range.map { _ in next8() })
        case 5: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &self) }
        case 6: if place < bytes.count { bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &self) ?? 0 }
        case 7: bytes.replaceSubrange(range, with: piece(of: seeds.randomElement(using: &self) ?? []))
        default: multiply(range, in: &bytes)
        }
    }

    private mutating func piece(of other: [UInt8]) -> ArraySlice<UInt8> {
        let start = Int.random(in: 0...other.count, using: &self)
        return other[start..<Int.random(in: start...min(other.count, start + 200), using: &self)]
    }

    private mutating func multiply(_ range: Range<Int>, in bytes: inout [UInt8]) {
        let piece = Array(bytes[range])
        let times = Int.random(in: 1...300, using: &self)
        bytes.insert(contentsOf: (0..<times).flatMap { _ in piece }, at: range.lowerBound)
    }

    private mutating func number() -> [UInt8] {
        let numbers = [
            "0", "-1", "1", "255", "256", "65535", "65536", "2147483648", "9223372036854775808", "1e308", "-1e308",
            "1e-320",
            "0.1", "00012", "99999999999999999999999",
        ]
        return Array((numbers.randomElement(using: &self) ?? "0").utf8)
    }

    private mutating func next8() -> UInt8 { UInt8(truncatingIfNeeded: next()) }
}

extension Mutation: RandomNumberGenerator {
    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
