import StrictYAML
import TreadmillControl

/// The words of the core as files and reports write them: `beltReadingStale` as `belt_reading_stale`.
public enum ScenarioWords {
    public static func word(_ value: some Any) -> String {
        var word = ""
        for character in "\(value)" {
            if character.isUppercase { word += "_" }
            word += character.lowercased()
        }
        return word
    }

    /// One of the cases of an enumeration of the core.
    static func choice<Value: CaseIterable>(_ kind: String) -> YAMLScalar<Value> {
        let words = Value.allCases.map { (word: word($0), value: $0) }
        return YAMLScalar(expectation: kind) { (text: String) throws(YAMLRefusal) -> Value in
            guard let found = words.first(where: { $0.word == text }) else {
                throw YAMLRefusal(
                    reason: "\"\(text.prefix(40))\" is not \(kind)",
                    remedy: "use one of: \(words.map(\.word).joined(separator: ", "))")
            }
            return found.value
        }
    }
}
