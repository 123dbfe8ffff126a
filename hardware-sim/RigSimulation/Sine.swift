/// The sine of an angle in turns, good to 1e-11. Only IEEE additions and multiplications, so that a simulation is the
/// same to the last bit on every machine, which no C library promises for its own.
func sine(ofTurns turns: Double) -> Double {
    var turn = turns - turns.rounded()
    // Fold into the quarter turn about zero, where the series is short.
    if turn > 0.25 { turn = 0.5 - turn } else if turn < -0.25 { turn = -0.5 - turn }
    let angle = turn * (2 * Double.pi)
    let square = angle * angle
    var sum = -1.0 / 1_307_674_368_000
    sum = sum * square + 1.0 / 6_227_020_800
    sum = sum * square - 1.0 / 39_916_800
    sum = sum * square + 1.0 / 362_880
    sum = sum * square - 1.0 / 5040
    sum = sum * square + 1.0 / 120
    sum = sum * square - 1.0 / 6
    return angle * (sum * square + 1)
}

/// The cosine of an angle in turns, as exact as the sine.
func cosine(ofTurns turns: Double) -> Double { sine(ofTurns: turns + 0.25) }
