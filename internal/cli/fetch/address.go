package fetch

import (
	"fmt"
	"net/netip"
)

// closed are blocks that lead to this machine, to its neighbours, or to no one
// place on the internet, beyond those that netip names. What another block only
// wraps is unwrapped and judged again.
var closed = prefixes(
	"0.0.0.0/8",       // this network
	"100.64.0.0/10",   // shared by carriers
	"192.0.0.0/24",    // protocol assignments
	"192.0.2.0/24",    // documentation
	"192.88.99.0/24",  // old relays of 6to4
	"198.18.0.0/15",   // measuring of devices
	"198.51.100.0/24", // documentation
	"203.0.113.0/24",  // documentation
	"240.0.0.0/4",     // reserved, with the broadcast
	"100::/64",        // discard
	"2001::/23",       // protocol assignments, with Teredo
	"2001:db8::/32",   // documentation
	"3fff::/20",       // documentation
	"5f00::/16",       // segment routing
	"fec0::/10",       // old site-local
	"64:ff9b:1::/48",  // local translation
)

var (
	nat64   = netip.MustParsePrefix("64:ff9b::/96")
	sixto4  = netip.MustParsePrefix("2002::/16")
	v4compt = netip.MustParsePrefix("::/96")
)

func prefixes(all ...string) []netip.Prefix {
	out := make([]netip.Prefix, 0, len(all))
	for _, s := range all {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// refuse says why a connection to addr is not made, or nil.
func refuse(addr netip.Addr) error {
	inner := addr.WithZone("").Unmap()
	b := inner.As16()
	switch {
	case inner.Is4():
	case nat64.Contains(inner), v4compt.Contains(inner) && !inner.IsUnspecified() && !inner.IsLoopback():
		inner = netip.AddrFrom4([4]byte(b[12:16]))
	case sixto4.Contains(inner):
		inner = netip.AddrFrom4([4]byte(b[2:6]))
	}
	what := ""
	switch {
	case !inner.IsValid():
		what = "no address"
	case inner.IsUnspecified():
		what = "an unspecified address"
	case inner.IsLoopback():
		what = "an address of this machine"
	case inner.IsPrivate():
		what = "a private address"
	case inner.IsLinkLocalUnicast(), inner.IsLinkLocalMulticast(), inner.IsInterfaceLocalMulticast():
		what = "a link-local address"
	case inner.IsMulticast():
		what = "a multicast address"
	default:
		for _, p := range closed {
			if p.Contains(inner) {
				what = "an address in the reserved block " + p.String()
			}
		}
	}
	if what == "" {
		return nil
	}
	return fmt.Errorf("%w: %s is %s; --allow-private loads it all the same", ErrPrivate, addr, what)
}
