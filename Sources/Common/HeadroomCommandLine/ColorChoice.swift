import ArgumentParser
package import HeadroomDisplay

extension ColorChoice: ExpressibleByArgument {}
