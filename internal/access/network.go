package access

import "net/netip"

// subscriberBits is how many leading bits of an IPv6 address are one subscriber's: a line has at least a /64, and its machines take
// another address in it as often as they like.
const subscriberBits = 64

// Network is the part of the net that one line has, by which tries and requests are counted: of an IPv4 address itself, of an IPv6
// address its first 64 bits. A zone is no part of it, and what is no address is its own network.
func Network(address string) string {
	addr, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is4() {
		return addr.String()
	}
	return netip.PrefixFrom(addr, subscriberBits).Masked().String()
}
