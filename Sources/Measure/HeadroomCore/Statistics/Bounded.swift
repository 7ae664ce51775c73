extension Double {
    /// The nearest integer, within the range of `Int`: devices and files may contain any value.
    package var nearestInteger: Int {
        if isNaN { return 0 }
        return self >= 9.2e18 ? .max : self <= -9.2e18 ? .min : Int(rounded())
    }
}
