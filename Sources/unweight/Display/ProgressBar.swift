/// How much of the plan is done, as a bar.
enum ProgressBar {
    /// A bar of `width` columns, brackets included, filled for `share` (0...1); full only at 1.
    static func text(share: Double, width: Int) -> String {
        let room = max(0, width - 2)
        let bounded = share.isFinite ? min(max(share, 0), 1) : 0
        let filled = Int((bounded * Double(room)).rounded(.down))
        return "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: room - filled) + "]"
    }
}
