/// The word that was probably meant: the one that `word` begins, such as a key without its unit, or else the one with
/// the fewest edits to `word`, if those are few enough.
public func nearestWord(to word: String, among candidates: [String]) -> String? {
    let allowed = max(1, word.utf8.count / 3)
    // A longer word is no slip of the keyboard, and comparing it would cost its length squared.
    guard word.utf8.count <= 64 else { return nil }
    if word.utf8.count >= 4, let longer = candidates.first(where: { $0.hasPrefix(word) }) { return longer }
    return
        candidates
        .map { (candidate: $0, distance: editDistance(Array(word.utf8), Array($0.utf8))) }
        .filter { $0.distance <= allowed }
        .min { $0.distance < $1.distance }?
        .candidate
}

/// How many bytes must be inserted, deleted, replaced or swapped with their neighbour to turn `a` into `b`.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var rows = [Array(0...b.count)]
    for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
            var least = min(rows[i][j] + (a[i] == b[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, rows[i - 1][j - 1] + 1) }
            row.append(least)
        }
        rows.append(row)
    }
    return rows[a.count][b.count]
}
