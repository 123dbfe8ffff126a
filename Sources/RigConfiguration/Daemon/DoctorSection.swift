import StrictYAML

/// What `unweight doctor` is for on this machine.
public struct DoctorConfiguration: Equatable, Sendable {
    /// Whether no session starts without a proof that holds.
    public var required: Bool
    /// How long a proof holds, hours, 1...720.
    public var lifetime: Int

    public init(required: Bool = false, lifetime: Int = 24) {
        self.required = required
        self.lifetime = lifetime
    }
}

extension DoctorConfiguration {
    /// The group `doctor` of the daemon's file; the defaults where it is left out. Problems are noted with the file.
    init(in root: YAMLMapping) {
        let standard = DoctorConfiguration()
        let section = root.optional(group: "doctor") { section in
            let required = section.optional("required", .trueOrFalse, default: standard.required)
            let lifetime = section.optional("lifetime_h", .integer(in: 1...720, unit: "h"), default: standard.lifetime)
            guard let required, let lifetime else { return DoctorConfiguration?.none }
            return DoctorConfiguration(required: required, lifetime: lifetime)
        }
        self = section ?? standard
    }
}

extension YAMLScalar where Value == Bool {
    fileprivate static var trueOrFalse: YAMLScalar<Bool> {
        YAMLScalar(expectation: "true or false") { (text: String) throws(YAMLRefusal) -> Bool in
            switch text {
            case "true": return true
            case "false": return false
            // A text from a file, not an enumeration of ours.
            default: throw YAMLRefusal(reason: "\"\(text.prefix(40))\" is neither", remedy: "write true or false")
            }
        }
    }
}
