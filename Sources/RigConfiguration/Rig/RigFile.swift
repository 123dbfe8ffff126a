import StrictYAML
import TreadmillControl

/// Rigs as YAML.
///
/// ```yaml
/// name: Rig A
/// buses:
///   unloading:                     # any name; devices refer to it
///     protocol: modbus_rtu         # modbus_rtu, modbus_tcp or serial
///     port: /dev/ttyUSB0           # relative: within the daemon's runtime directory
///     baud: 115200
///     parity: none                 # none, even, odd
///     data_bits: 8                 # optional, 8
///     stop_bits: 1                 # optional, 1
///     response_timeout_ms: 20
///   belt:
///     protocol: modbus_tcp
///     host: 192.0.2.7
///     tcp_port: 502
///     response_timeout_ms: 100
/// belt: {device: reference-inverter, bus: belt, unit: 1, watchdog_ms: 500}
/// hoist: {device: reference-hoist, bus: unloading, unit: 1, watchdog_ms: 200}
/// load_cell: {device: reference-load-cell, bus: unloading, unit: 2}
/// ```
///
/// A serial port of this machine is a path, or `usb:VID:PID` or `usb:VID:PID:SERIAL`, the identity of its USB adapter in
/// hexadecimal digits with the adapter's serial number, as in `usb:0403:6001:A50285BI`: whichever name the port has got
/// this time. A bus with `protocol: serial` has a `port` that is one of these or `tcp://host:port`, and `baud` and the
/// rest as above.
/// A TrackMaster belt is `{device: trackmaster, bus: NAME, speed_unit: miles_per_hour | kilometers_per_hour}`; the
/// unit has no default, because the wire does not show it. A Woodway belt is the same with `device: woodway`.
public enum RigFile {
    /// Reads a rig from text; `name` is what problems call it.
    public static func parse(text: String, name: String) throws(YAMLProblems) -> RigConfiguration {
        try readYAML(text, file: name, rig)
    }

    /// Reads a rig from a file.
    public static func load(path: String) throws(YAMLProblems) -> RigConfiguration {
        try readYAMLFile(path: path, rig)
    }

    private static func rig(_ root: YAMLMapping) -> RigConfiguration? {
        let name = root.required("name", .text(atMost: 100))
        let buses = root.required(namedGroups: "buses", BusSection.bus)
        let devices = DeviceSections(buses: buses)
        let belt = root.required(group: "belt", devices.belt)
        let hoist = root.required(group: "hoist", devices.hoist)
        let loadCell = root.required(group: "load_cell", devices.loadCell)
        guard let name, let buses, let belt, let hoist, let loadCell else { return nil }
        let rig = RigConfiguration(name: name, buses: buses, belt: belt, hoist: hoist, loadCell: loadCell)
        for conflict in rig.conflicts() { root.note(conflict.reason, remedy: conflict.remedy, key: conflict.section) }
        return rig
    }
}
