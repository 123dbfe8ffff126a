/// The word that was probably meant: the one with the fewest edits to `word`, if those are few enough.
func nearestWord(to word: String, among candidates: [String]) -> String? {
    let allowed = max(1, word.utf8.count / 3)
    // A longer word is no slip of the keyboard, and comparing it would cost its length squared.
    guard word.utf8.count <= 64 else { return nil }
    return
        candidates
        .map { (candidate: $0, distance: editDistance(Array(word.utf8), Array($0.utf8))) }
        .filter { $0.distance <= allowed }
        .min { $0.distance < $1.distance }?
        .candidate
}

/// Levenshtein's distance: insertions, deletions and substitutions of bytes.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var previous = Array(0...b.count)
    for (i, letter) in a.enumerated() {
        var current = [i + 1]
        for (j, other) in b.enumerated() {
            let substitution = previous[j] + (letter == other ? 0 : 1)
            current.append(min(substitution, previous[j + 1] + 1, current[j] + 1))
        }
        previous = current
    }
    return previous[b.count]
}
