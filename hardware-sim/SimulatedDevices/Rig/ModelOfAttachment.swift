import DeviceProfiles
import RigConfiguration

extension ModbusAttachment {
    /// What is simulated in its place; `nil` where its profile names no model, or one that nobody knows.
    var model: SimulatedModel? { profile.model.flatMap(SimulatedModel.init(rawValue:)) }

    /// SI per unit of its main signal: m/s, m, N.
    var inSI: Double { (profile.channel(for: profile.role.mainSignal)?.unit ?? .none).inSI * calibration.factor }

    /// Of an inverter, m/s; one that counts in per cent has its reference frequency at 100 %.
    var speedPerHertz: Double {
        profile.channel(for: .beltSpeed)?.unit == .percent ? inSI * 100 / Self.referenceFrequency : inSI
    }

    /// Of a SINAMICS V20 as it is shipped (P2000), Hz.
    private static let referenceFrequency = 50.0
}

extension RigConfiguration {
    /// The devices that cannot be simulated, with the reason.
    var unservableDevices: [(bus: String, reason: String)] {
        modbusDevices.filter { $0.device.model == nil }.map { _, device in
            let known = SimulatedModel.allCases.map(\.rawValue).joined(separator: ", ")
            let model = device.profile.model.map { "the model \"\($0)\" is not known" } ?? "its profile names no model"
            return (device.bus, "\(device.profile.name): \(model); use model: with one of: \(known)")
        }
    }
}
