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
/// A `device` is a profile (docs/device-profiles.md): the name of one in the folder `devices` beside the folder of the
/// rig, or the path of one, which ends in .yaml and is looked up from the rig's file. Where a profile counts in a unit
/// of its own (Hz, %, rpm, count), the rig says what a reading stands for:
/// `calibration: {reading: 50, meters_per_second: 3.2}`, `meters` for a hoist, `newtons` for a load cell, with which
/// `zero` may give the reading of the empty rope.
///
/// A serial port of this machine is a path, or `usb:VID:PID` or `usb:VID:PID:SERIAL`, the identity of its USB adapter in
/// hexadecimal digits with the adapter's serial number, as in `usb:0403:6001:A50285BI`: whichever name the port has got
/// this time. A bus with `protocol: serial` has a `port` that is one of these or `tcp://host:port`, and `baud` and the
/// rest as above.
/// A TrackMaster belt is `{device: trackmaster, bus: NAME, speed_unit: miles_per_hour | kilometers_per_hour}`; the
/// unit has no default, because the wire does not show it. A Woodway belt is the same with `device: woodway`.
public enum RigFile {
    /// Reads a rig from text; `name` is what problems call it.
    public static func parse(
        text: String, name: String, profiles: ProfileShelf
    ) throws(YAMLProblems) -> RigConfiguration {
        try readYAML(text, file: name) { rig($0, profiles) }
    }

    /// Reads a rig from a file, and the profiles of its devices from theirs.
    public static func load(path: String) throws(YAMLProblems) -> RigConfiguration {
        try readYAMLFile(path: path) { rig($0, ProfileShelf(rigFile: path)) }
    }

    /// Whether a file means to be a rig: it has buses.
    public static func isRig(path: String) throws(YAMLProblems) -> Bool {
        try readYAMLFile(path: path) { root in
            root.disregardOtherKeys()
            return root.has("buses")
        }
    }

    private static func rig(_ root: YAMLMapping, _ profiles: ProfileShelf) -> RigConfiguration? {
        let name = root.required("name", .text(atMost: 100))
        let buses = root.required(namedGroups: "buses", BusSection.bus)
        let devices = DeviceSections(buses: buses, profiles: profiles)
        let belt = root.required(group: "belt", devices.belt)
        let hoist = root.required(group: "hoist", devices.hoist)
        let loadCell = root.required(group: "load_cell", devices.loadCell)
        guard let name, let buses, let belt, let hoist, let loadCell else { return nil }
        let rig = RigConfiguration(name: name, buses: buses, belt: belt, hoist: hoist, loadCell: loadCell)
        for conflict in rig.conflicts() { root.note(conflict.reason, remedy: conflict.remedy, key: conflict.section) }
        return rig
    }
}
