import RigConfiguration
import TreadmillControl

/// Times on a Modbus RTU line (Modbus over Serial Line V1.02, 2.5.1.1).
public enum RTUTiming {
    /// The time of one character: start bit, data, parity, stop bits.
    public static func character(_ settings: SerialSettings) -> TimeSpan {
        let bits = 1 + settings.dataBits + (settings.parity == .none ? 0 : 1) + settings.stopBits
        return TimeSpan(nanoseconds: Int64(bits) * 1_000_000_000 / Int64(max(settings.baud, 1)))
    }

    /// The silence between frames: 3.5 characters, and 1.75 ms above 19200 baud.
    public static func frameGap(for settings: SerialSettings) -> TimeSpan {
        if settings.baud > 19200 { return .microseconds(1750) }
        return TimeSpan(nanoseconds: character(settings).nanoseconds * 7 / 2)
    }
}
