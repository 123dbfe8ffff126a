/// Standard acceleration of free fall, m/s² (ISO 80000-3).
public let standardGravity = 9.80665

/// A force in newtons. Upward, supporting forces are positive.
public struct Force: Quantity {
    public var newtons: Double
    @inlinable public var value: Double {
        get { newtons }
        set { newtons = newValue }
    }
    @inlinable public init(value: Double) { newtons = value }
    @inlinable public static func newtons(_ value: Double) -> Force { Force(value: value) }
}

/// A mass in kilograms.
public struct Mass: Quantity {
    public var kilograms: Double
    @inlinable public var value: Double {
        get { kilograms }
        set { kilograms = newValue }
    }
    @inlinable public init(value: Double) { kilograms = value }
    @inlinable public static func kilograms(_ value: Double) -> Mass { Mass(value: value) }

    /// Mass times standard gravity.
    @inlinable public var weight: Force { .newtons(kilograms * standardGravity) }
}

/// The speed of the belt surface in metres per second; forward is positive.
public struct BeltSpeed: Quantity {
    public var metersPerSecond: Double
    @inlinable public var value: Double {
        get { metersPerSecond }
        set { metersPerSecond = newValue }
    }
    @inlinable public init(value: Double) { metersPerSecond = value }
    @inlinable public static func metersPerSecond(_ value: Double) -> BeltSpeed { BeltSpeed(value: value) }
    @inlinable public static func kilometersPerHour(_ value: Double) -> BeltSpeed { BeltSpeed(value: value / 3.6) }
    /// International mile, 1609.344 m.
    @inlinable public static func milesPerHour(_ value: Double) -> BeltSpeed {
        BeltSpeed(value: value * 1609.344 / 3600)
    }
    @inlinable public var kilometersPerHour: Double { metersPerSecond * 3.6 }
    @inlinable public var milesPerHour: Double { metersPerSecond * 3600 / 1609.344 }
}

/// A rate of change of belt speed in m/s²; magnitudes, never negative.
public struct Acceleration: Quantity {
    public var metersPerSecondSquared: Double
    @inlinable public var value: Double {
        get { metersPerSecondSquared }
        set { metersPerSecondSquared = newValue }
    }
    @inlinable public init(value: Double) { metersPerSecondSquared = value }
    @inlinable public static func metersPerSecondSquared(_ value: Double) -> Acceleration { Acceleration(value: value) }
}

/// The incline of the deck in per cent grade (rise over run × 100).
public struct Incline: Quantity {
    public var percentGrade: Double
    @inlinable public var value: Double {
        get { percentGrade }
        set { percentGrade = newValue }
    }
    @inlinable public init(value: Double) { percentGrade = value }
    @inlinable public static func percentGrade(_ value: Double) -> Incline { Incline(value: value) }
}

/// The velocity of the hoist's rope end in metres per second; up (more support) is positive.
public struct HoistVelocity: Quantity {
    public var metersPerSecond: Double
    @inlinable public var value: Double {
        get { metersPerSecond }
        set { metersPerSecond = newValue }
    }
    @inlinable public init(value: Double) { metersPerSecond = value }
    @inlinable public static func metersPerSecond(_ value: Double) -> HoistVelocity { HoistVelocity(value: value) }
}

/// The position of the hoist's rope end in metres above its datum; up is positive.
public struct HoistPosition: Quantity {
    public var meters: Double
    @inlinable public var value: Double {
        get { meters }
        set { meters = newValue }
    }
    @inlinable public init(value: Double) { meters = value }
    @inlinable public static func meters(_ value: Double) -> HoistPosition { HoistPosition(value: value) }
}

/// Effective body weight: what the legs still carry, in per cent of body weight. 100 % is no support.
public struct BodyWeightPercent: Quantity {
    public var percent: Double
    @inlinable public var value: Double {
        get { percent }
        set { percent = newValue }
    }
    @inlinable public init(value: Double) { percent = value }
    @inlinable public static func percent(_ value: Double) -> BodyWeightPercent { BodyWeightPercent(value: value) }

    /// The support force that leaves this share of the weight of `mass` on the legs: `(1 - BW%/100) × mass × g`.
    @inlinable public func supportForce(for mass: Mass) -> Force {
        .newtons((1 - percent / 100) * mass.weight.newtons)
    }

    /// What the legs of `mass` carry under `support`: `100 × (1 - support / (mass × g))`. `mass` must be positive.
    @inlinable public init(underSupport support: Force, of mass: Mass) {
        percent = 100 * (1 - support.newtons / mass.weight.newtons)
    }
}
