import DeviceProfiles
import DeviceProtocols
import RigConfiguration

/// The signals of a device in SI, out of what was read of it.
struct Measurements {
    let image: RegisterImage
    let device: ModbusAttachment

    /// - Throws: ``BusProblem/undecodable(_:)`` where the device has no such value, or one that cannot be.
    func required(_ signal: Signal) throws(BusProblem) -> Double {
        guard let channel = device.profile.channel(for: signal), let reading = image.reading(of: channel) else {
            throw .undecodable(.notFinite(field: signal.rawValue))
        }
        switch reading {
        case .value(let value): return device.calibration.si(value, in: channel.unit)
        case .absent: throw .undecodable(.notFinite(field: channel.name))
        case .impossible(let value): throw .undecodable(.outOfRange(field: channel.name, value: value))
        }
    }

    /// `nil` where the device does not measure it, or has no value now.
    func incline() -> Double? {
        device.profile.channel(for: .incline).flatMap { image.reading(of: $0)?.value }
    }
}
