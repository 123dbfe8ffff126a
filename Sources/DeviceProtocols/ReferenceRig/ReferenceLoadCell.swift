import TreadmillControl

/// The reference rig's load cell amplifier: Modbus registers and what they mean.
///
/// Input registers (FC4), 0-based; it takes no commands.
///
/// | register | meaning |
/// |---|---|
/// | 0, 1 | force in the rope, N, float32, high word first |
/// | 2 | status: bit 0 ready, 2 fault (cell disconnected), 5 overload |
/// | 3 | sample counter: milliseconds since the amplifier started, within 0.1 %, after 65535 again from 0 |
public enum ReferenceLoadCell {
    public static let address: UInt16 = 0
    public static let count = 4
    /// Between two counts of the sample counter.
    public static let samplePeriod = TimeSpan.milliseconds(1)

    public struct StatusWord: OptionSet, Hashable, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }
        public static let ready = StatusWord(rawValue: 1 << 0)
        public static let fault = StatusWord(rawValue: 1 << 2)
        public static let overload = StatusWord(rawValue: 1 << 5)

        /// The same in the core's terms.
        public var deviceStatus: DeviceStatus {
            var status: DeviceStatus = []
            if contains(.ready) { status.insert(.ready) }
            if contains(.fault) { status.insert(.fault) }
            if contains(.overload) { status.insert(.overload) }
            return status
        }
    }

    /// One reading.
    public struct Sample: Equatable, Sendable {
        public var supportForceMeasured: Force
        public var word: StatusWord
        public var sampleCounter: UInt16

        public init(registers: [UInt16]) throws(DecodingProblem) {
            guard registers.count == count else { throw .wrongLength(expected: count, got: registers.count) }
            let force = RegisterCoding.float32(high: registers[0], low: registers[1])
            guard force.isFinite else { throw .notFinite(field: "support force") }
            guard force.magnitude <= 20000 else { throw .outOfRange(field: "support force", value: Double(force)) }
            supportForceMeasured = .newtons(Double(force))
            word = StatusWord(rawValue: registers[2])
            sampleCounter = registers[3]
        }
    }
}
