import TreadmillControl

/// A line that carries bytes both ways: a serial port, or a serial server reached over TCP.
protocol SerialLine: ~Copyable, SendableMetatype {
    /// Writes all bytes before `deadline`, or throws.
    mutating func write(_ bytes: [UInt8], before deadline: MonotonicInstant) throws(BusProblem)
    /// Reads exactly `count` bytes before `deadline`, or throws ``BusProblem/timeout`` or ``BusProblem/lineLost(_:)``.
    mutating func read(_ count: Int, before deadline: MonotonicInstant) throws(BusProblem) -> [UInt8]
    /// Throws away whatever has come in.
    mutating func discardInput() throws(BusProblem)
}
