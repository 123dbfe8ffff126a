/// Values that the treadmill has taken, as far as that can be known; `nil` while it is not. A make that can be asked for
/// its settings has taken what was read back; one that cannot, what it has acknowledged and nothing measured denies.
struct ConfirmedSettings: Equatable, Sendable {
    private(set) var speedTenths: Int?
    var gradeTenths: Int?
    /// Something was said that may have set another speed than was meant, and nothing has settled it.
    private(set) var isSpeedInDoubt = false

    var isConfirmed: Bool { speedTenths != nil && gradeTenths != nil }

    mutating func openSpeed() {
        speedTenths = nil
        isSpeedInDoubt = true
    }

    mutating func confirm(speed tenths: Int) {
        speedTenths = tenths
        isSpeedInDoubt = false
    }

    /// Nothing that was set is believed any more; a doubt stays.
    mutating func forget() {
        speedTenths = nil
        gradeTenths = nil
    }
}
