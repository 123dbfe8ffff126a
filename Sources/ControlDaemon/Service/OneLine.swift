extension String {
    /// The text with a space for every control character: what an operator sends cannot begin a line of its own in the
    /// journal, the log or the service manager's status.
    var oneLine: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
