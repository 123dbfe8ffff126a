import Testing

/// A change that spoils a sound profile, and what is to be said about it.
struct ProfileMistake: CustomTestStringConvertible, Sendable {
    var name: String
    var old: String
    var new: String
    /// How the line that is blamed begins.
    var line: String
    var keyPath: String
    /// Words of the reason, and of the remedy.
    var reason: String
    var remedy: String

    var testDescription: String { name }

    init(
        _ name: String, _ old: String, _ new: String, line: String, key keyPath: String, _ reason: String,
        _ remedy: String
    ) {
        self.name = name
        self.old = old
        self.new = new
        self.line = line
        self.keyPath = keyPath
        self.reason = reason
        self.remedy = remedy
    }
}
