import RigConfiguration
import TreadmillControl

/// How long bytes take on a serial line.
public struct WireTime: Equatable, Sendable {
    /// One character with its start, parity and stop bits.
    public let character: TimeSpan
    /// The silence that ends a Modbus RTU frame: 3.5 characters, or 1.75 ms above 19200 baud (Modbus over Serial Line
    /// V1.02, section 2.5.1.1).
    public let frameGap: TimeSpan

    /// The baud of `settings` must be positive.
    public init(_ settings: SerialSettings) {
        let parityBits = settings.parity == .none ? 0 : 1
        let bits = 1 + settings.dataBits + parityBits + settings.stopBits
        let nanoseconds = Int64(bits) * 1_000_000_000 / Int64(max(settings.baud, 1))
        character = TimeSpan(nanoseconds: nanoseconds)
        frameGap = settings.baud > 19200 ? .microseconds(1750) : TimeSpan(nanoseconds: nanoseconds * 7 / 2)
    }

    public func characters(_ count: Int) -> TimeSpan { TimeSpan(nanoseconds: character.nanoseconds * Int64(count)) }
}
