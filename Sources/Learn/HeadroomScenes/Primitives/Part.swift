/// What a piece of an object is; 0 is left for what is outside of all.
package enum Part: UInt8, CaseIterable, Sendable {
    case seat = 1
    case back, leg, arm, top, shelf, panel, base, pole, shade, body, cabin, wheel, spoiler, mattress, headboard, wing
    case tail, engine, wall, handle
}
