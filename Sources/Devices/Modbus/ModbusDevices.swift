/// The devices on a Modbus line, and whose turn it is: they outlive every opening of the line.
///
/// Where one device's silence costs the line (TCP), the next opening begins behind it, so that a dead device keeps no
/// command, and above all no stop, from the others.
final class ModbusDevices {
    let all: [any ModbusDevice]
    private var first = 0

    init(_ all: [any ModbusDevice]) { self.all = all }

    /// The indices of all devices in the order of this round. A round that comes to its end is followed by one in the
    /// devices' own order.
    func round() -> [Int] {
        defer { first = 0 }
        return all.indices.map { ($0 + first) % all.count }
    }

    /// The line is lost over a device.
    func lostLine(over index: Int) { first = (index + 1) % all.count }
}
