package dashboard

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/fault"
)

// ListenPolicy says whether the program may listen on addr. Plain HTTP is for the machine's own addresses alone: elsewhere
// passwords and complaints would travel readable, so it wants TLS of its own or a trusted proxy with an https public address.
func ListenPolicy(addr string, tls bool, trustedProxies []string, publicURL string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fault.Invalid("listen", "listen_address", fault.Params{"address": addr})
	}
	if tls || isLoopback(host) {
		return nil
	}
	public, err := url.Parse(publicURL)
	if len(trustedProxies) > 0 && err == nil && public.Scheme == "https" && public.Host != "" {
		return nil
	}
	return fault.Invalid("listen", "plain_http", fault.Params{"address": addr})
}

// isLoopback says whether a host reaches this machine only.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// front is what the server knows about the way people reach it: the public address and the proxies that may speak for others.
type front struct {
	public  *url.URL // nil without a public address
	proxies []netip.Prefix
	tls     bool
}

// newFront reads the public address and the proxies from the options.
func newFront(o Options) (front, error) {
	f := front{tls: o.Secure}
	if o.PublicURL != "" {
		u, err := url.Parse(o.PublicURL)
		if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
			return front{}, fault.Invalid("public-url", "public_url", fault.Params{"address": o.PublicURL})
		}
		f.public = u
	}
	for _, p := range o.TrustedProxies {
		prefix, err := parsePrefix(p)
		if err != nil {
			return front{}, fault.Invalid("trusted-proxy", "trusted_proxy", fault.Params{"address": p})
		}
		f.proxies = append(f.proxies, prefix)
	}
	return f, nil
}

// parsePrefix reads a network, or a single address as a network of one.
func parsePrefix(s string) (netip.Prefix, error) {
	if strings.Contains(s, "/") {
		prefix, err := netip.ParsePrefix(s)
		return prefix.Masked(), err
	}
	ip, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("address %q: %w", s, err)
	}
	return netip.PrefixFrom(ip.Unmap(), ip.Unmap().BitLen()), nil
}

// secure says whether people reach the server over TLS, its own or a proxy's.
func (f front) secure() bool {
	return f.tls || (f.public != nil && f.public.Scheme == "https")
}

// host is the host name and port that a page of ours has in the reader's browser.
func (f front) host(c *fiber.Ctx) string {
	if f.public != nil {
		return f.public.Host
	}
	return string(c.Request().Host())
}

// remote is the address of the person's machine. X-Forwarded-For is read from its end, where our own proxies wrote, and only as
// far as they are trusted: what stands before was written by the client and may be anything.
func (f front) remote(c *fiber.Ctx) string {
	peer, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if !ok {
		return ""
	}
	addr := peer.Unmap()
	hops := strings.Split(c.Get(fiber.HeaderXForwardedFor), ",")
	for i := len(hops) - 1; i >= 0 && f.trusts(addr); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = next.Unmap()
	}
	return addr.WithZone("").String()
}

// network is the part of the net that the person's machine is in, by which requests are counted: whoever has one IPv6 address has
// more of them than can be counted.
func (f front) network(c *fiber.Ctx) string { return access.Network(f.remote(c)) }

// trusts says whether an address is one of our proxies.
func (f front) trusts(addr netip.Addr) bool {
	for _, p := range f.proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}
