extension Double {
    /// The nearest whole number, or the nearest that there is: devices and files may say anything.
    package var nearestInteger: Int {
        if isNaN { return 0 }
        return self >= 9.2e18 ? .max : self <= -9.2e18 ? .min : Int(rounded())
    }
}
