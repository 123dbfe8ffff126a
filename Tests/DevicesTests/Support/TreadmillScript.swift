@testable import Devices

/// A treadmill by the book that keeps every byte it hears and can be told to lie, and the make that it is of.
protocol TreadmillScript: Sendable {
    associatedtype Dialect: TreadmillDialect

    init()

    /// Answers in the place of those by the book, by command byte. An empty one is silence.
    var lies: [UInt8: [UInt8]] { get set }
    var heard: [UInt8] { get }

    mutating func forgetHeard()
    mutating func receive(_ byte: UInt8) -> [UInt8]
}

extension TreadmillScript {
    /// The command bytes heard, without their digits.
    var commands: [UInt8] { heard.filter { $0 >= 0x80 } }
}
