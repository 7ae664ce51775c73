@main struct Headroom { static func main() { print("hi") } }
