import TreadmillControl

/// A line that devices share, under the name by which they refer to it.
public struct BusConfiguration: Equatable, Sendable {
    public var name: String
    public var line: BusLine
    /// How long one exchange may take before the device counts as silent.
    public var responseTimeout: TimeSpan

    public init(name: String, line: BusLine, responseTimeout: TimeSpan) {
        self.name = name
        self.line = line
        self.responseTimeout = responseTimeout
    }
}

/// The kind of a line and where it is.
public enum BusLine: Equatable, Sendable {
    /// `port` is a path, or the text of a ``USBPortIdentity``.
    case modbusRTU(port: String, settings: SerialSettings)
    case modbusTCP(host: String, port: UInt16)
    /// Bytes without Modbus framing.
    case serial(SerialEndpoint, settings: SerialSettings)

    /// Where the line is, as text: the same for two lines exactly when they are one.
    public var place: String {
        switch self {
        case .modbusRTU(let port, _): port
        case .modbusTCP(let host, let port): SerialEndpoint.tcp(host: host, port: port).text
        case .serial(let endpoint, _): endpoint.text
        }
    }

    /// The path of its serial port, looked up in `runtimeDirectory` when it is relative, or the text of a
    /// ``USBPortIdentity``; `nil` for a line over TCP.
    public func port(in runtimeDirectory: String) -> String? {
        switch self {
        case .modbusRTU(let port, _): SerialEndpoint.port(path: port).port(in: runtimeDirectory)
        case .modbusTCP: nil
        case .serial(let endpoint, _): endpoint.port(in: runtimeDirectory)
        }
    }
}

/// The far end of a serial line: a port of this machine, or a serial server on the network.
///
/// As text: a path, `usb:VID:PID[:SERIAL]`, or `tcp://host:port`.
public enum SerialEndpoint: Equatable, Sendable {
    /// `path` is a path, or the text of a ``USBPortIdentity``.
    case port(path: String)
    case tcp(host: String, port: UInt16)

    /// The path of the port, looked up in `runtimeDirectory` when it is relative, or the text of a
    /// ``USBPortIdentity``; `nil` for a serial server.
    public func port(in runtimeDirectory: String) -> String? {
        switch self {
        case .port(let path):
            path.hasPrefix(USBPortIdentity.scheme) ? path : joined(path, to: runtimeDirectory)
        case .tcp: nil
        }
    }
}

/// How bytes are framed on a serial line.
public struct SerialSettings: Equatable, Sendable {
    public enum Parity: String, Equatable, Sendable {
        case none, even, odd
    }

    /// One of ``standardBauds``.
    public var baud: Int
    public var parity: Parity
    /// 7 or 8; always 8 on Modbus RTU.
    public var dataBits: Int
    /// 1 or 2.
    public var stopBits: Int

    public init(baud: Int, parity: Parity, dataBits: Int, stopBits: Int) {
        self.baud = baud
        self.parity = parity
        self.dataBits = dataBits
        self.stopBits = stopBits
    }

    /// The rates accepted, in bits per second. An unknown one would silently become 9600 in libmodbus.
    public static let standardBauds = [
        1200, 2400, 4800, 9600, 19200, 38400, 57600, 115_200, 230_400, 460_800, 921_600,
    ]
}
