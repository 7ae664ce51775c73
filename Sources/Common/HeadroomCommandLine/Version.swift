/// Version of all programs of Headroom.
package enum Version {
    package static let current = "0.1.0"
}
