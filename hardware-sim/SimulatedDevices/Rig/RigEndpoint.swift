import RigConfiguration

/// Where a simulated bus can be reached.
public struct RigEndpoint: Equatable, Sendable, CustomStringConvertible {
    public enum Place: Equatable, Sendable {
        /// Modbus RTU on the pseudo-terminal behind this link.
        case modbusRTU(path: String, settings: SerialSettings)
        case modbusTCP(host: String, port: UInt16)
        /// A serial line on the pseudo-terminal behind this link.
        case serial(path: String, settings: SerialSettings)
        /// A serial line behind a serial server.
        case serialOverTCP(host: String, port: UInt16, settings: SerialSettings)
    }

    public var bus: String
    public var place: Place
    /// What is on it, for people to read.
    public var devices: [String]

    public var description: String {
        let devices = devices.joined(separator: ", ")
        switch place {
        case .modbusRTU(let path, let settings):
            return "\(bus): \(devices) on Modbus RTU at \(path), \(settings.shortText)"
        case .modbusTCP(let host, let port):
            return "\(bus): \(devices) on Modbus TCP at \(host):\(port)"
        case .serial(let path, let settings):
            return "\(bus): \(devices) on a serial line at \(path), \(settings.shortText)"
        case .serialOverTCP(let host, let port, let settings):
            return "\(bus): \(devices) on a serial line at tcp://\(host):\(port), \(settings.shortText)"
        }
    }
}

extension SerialSettings {
    /// As in "115200 8N1".
    fileprivate var shortText: String {
        let letter =
            switch parity {
            case .none: "N"
            case .even: "E"
            case .odd: "O"
            }
        return "\(baud) \(dataBits)\(letter)\(stopBits)"
    }
}
