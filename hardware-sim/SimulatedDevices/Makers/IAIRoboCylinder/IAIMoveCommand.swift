/// The registers of the numerical movement command, 0x9900 to 0x9908 (serial communication manual, Modbus version,
/// section 5.6.1). All but the flags stay as they were written; after power-up they are 0.
struct IAIMoveCommand: Sendable {
    static let addresses = 0x9900...0x9908
    /// The relative move of the control flags; the bits of push motion, which is not simulated.
    private static let incremental: UInt16 = 1 << 3
    private static let push: UInt16 = 1 << 1 | 1 << 2

    private var words = [UInt16](repeating: 0, count: 9)

    /// A write to this register alone starts a motion: the lower word of the target, the speed, the acceleration, the
    /// push current.
    static func startsMotion(_ address: Int) -> Bool {
        switch address {
        case 0x9901, 0x9905, 0x9906, 0x9907: true
        // An address from the wire, not an enumeration of ours.
        default: false
        }
    }

    mutating func write(_ value: UInt16, to address: Int) { words[address - Self.addresses.lowerBound] = value }

    /// The flags are taken back once a motion begins.
    mutating func takeBackFlags() { words[8] = 0 }

    /// Target in 0.01 mm.
    var target: Int32 { pair(0) }
    /// Positioning band in 0.01 mm.
    var band: Int32 { pair(2) }
    /// Speed in 0.01 mm/s.
    var speed: Int32 { pair(4) }
    /// Acceleration and deceleration in 0.01 G.
    var acceleration: UInt16 { words[6] }
    var isIncremental: Bool { words[8] & Self.incremental != 0 }
    var isPush: Bool { words[8] & Self.push != 0 }

    /// Every register that was written is within its range; 0 is what was never written.
    var isWithinRange: Bool {
        abs(Int64(target)) <= 999_999 && (0...999_999).contains(band) && (0...999_999).contains(speed)
            && acceleration <= 300 && words[7] <= 255
    }

    private func pair(_ index: Int) -> Int32 {
        Int32(bitPattern: UInt32(words[index]) << 16 | UInt32(words[index + 1]))
    }
}
