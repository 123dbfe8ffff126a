import RigConfiguration
import RigTestKit
import StrictYAML
import Testing
import TreadmillControl

/// Files damaged at random: each is read or refused, and what is read is sound.
@Suite struct MangledFilesTests {
    private static let seed: UInt64 = 20

    @Test(arguments: [
        "config/limits.yaml", "config/rigs/a-modbus.yaml", "config/rigs/b-trackmaster.yaml",
        "config/rigs/c-woodway.yaml", "config/rigs/d-inverter.yaml",
    ])
    func noDamageToAFileGetsPastTheChecks(file: String) throws {
        var random = SplitMix(state: Self.seed)
        let original = Array(try textOfFile(path: repositoryFile(file)).utf8)
        for round in 0..<300 {
            let text = String(decoding: mangled(original, by: &random), as: UTF8.self)
            if let limits = try? LimitsFile.parse(text: text, name: file) {
                #expect(limits.violations().isEmpty, "seed \(Self.seed), round \(round)")
            }
            if let rig = try? RigFile.parse(text: text, name: file, profiles: ShippedDevices.shelf) {
                #expect(rig.buses.allSatisfy { $0.responseTimeout > .zero }, "seed \(Self.seed), round \(round)")
                #expect((1...247).contains(rig.hoist.unit), "seed \(Self.seed), round \(round)")
            }
        }
    }

    private func mangled(_ bytes: [UInt8], by random: inout SplitMix) -> [UInt8] {
        var bytes = bytes
        for _ in 0...Int.random(in: 0..<3, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let length = Int.random(in: 0...min(12, bytes.count - place), using: &random)
            let piece = Array("\n  -:{}[]&*!|>'\"#%@`,?0123456789azAZ\t\u{0}é".utf8)
            let count = Int.random(in: 0...4, using: &random)
            let replacement = (0..<count).compactMap { _ in piece.randomElement(using: &random) }
            bytes.replaceSubrange(place..<(place + length), with: replacement)
            if bytes.isEmpty { bytes = [0x20] }
        }
        return bytes
    }
}

/// A generator of random numbers that starts the same every time.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
