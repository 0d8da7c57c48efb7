package dashboard

import (
	"net"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"harta/internal/fault"
)

func TestListenPolicy(t *testing.T) {
	const public = "https://harta.example.bg"
	proxy := []string{"10.0.0.1"}
	for _, c := range []struct {
		name    string
		addr    string
		tls     bool
		proxies []string
		public  string
		code    string
	}{
		{"loopback", "127.0.0.1:8080", false, nil, "", ""},
		{"all of loopback", "127.9.9.9:8080", false, nil, "", ""},
		{"loopback v6", "[::1]:8080", false, nil, "", ""},
		{"localhost", "localhost:0", false, nil, "", ""},
		{"network, plain", "192.168.1.5:8080", false, nil, "", "plain_http"},
		{"every address, plain", ":8080", false, nil, "", "plain_http"},
		{"every address, plain, v6", "[::]:8080", false, nil, "", "plain_http"},
		{"a name, plain", "harta.example.bg:80", false, nil, "", "plain_http"},
		{"a name that begins like loopback", "127.0.0.1.example.bg:80", false, nil, "", "plain_http"},
		{"own certificate", ":443", true, nil, "", ""},
		{"trusted proxy", ":8080", false, proxy, public, ""},
		{"proxy without a public address", ":8080", false, proxy, "", "plain_http"},
		{"public address without a proxy", ":8080", false, nil, public, "plain_http"},
		{"public address in plain HTTP", ":8080", false, proxy, "http://harta.example.bg", "plain_http"},
		{"public address without a host", ":8080", false, proxy, "https://", "plain_http"},
		{"no port", "127.0.0.1", false, nil, "", "listen_address"},
		{"nothing", "", true, nil, "", "listen_address"},
	} {
		err := ListenPolicy(c.addr, c.tls, c.proxies, c.public)
		code := ""
		if f, ok := fault.As(err); ok {
			code = f.Code
		}
		if code != c.code || (err == nil) != (c.code == "") {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
	}
}

func TestFrontRefusesNonsense(t *testing.T) {
	for _, o := range []Options{{PublicURL: "harta.example.bg"}, {PublicURL: "ftp://x"}, {PublicURL: "https://"},
		{TrustedProxies: []string{"proxy"}}, {TrustedProxies: []string{"10.0.0.0/99"}}} {
		if _, err := newFront(o); err == nil {
			t.Errorf("accepted: %+v", o)
		}
	}
}

func TestRemoteBelievesTrustedProxiesOnly(t *testing.T) {
	f, err := newFront(Options{TrustedProxies: []string{"10.0.0.0/8", "fd00::/8"}})
	if err != nil {
		t.Fatal(err)
	}
	app := fiber.New()
	for _, c := range []struct{ peer, forwarded, want string }{
		{"203.0.113.7", "", "203.0.113.7"},
		{"203.0.113.7", "198.51.100.1", "203.0.113.7"}, // a stranger names himself
		{"10.0.0.1", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"}, // the client wrote the first
		{"10.0.0.1", "198.51.100.1, 10.2.3.4", "198.51.100.1"},
		{"10.0.0.1", "", "10.0.0.1"},
		{"10.0.0.1", "garbage", "10.0.0.1"},
		{"10.0.0.1", "garbage, 198.51.100.1", "198.51.100.1"},
		{"10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"},
		{"fd00::1", "2001:db8::5", "2001:db8::5"},
	} {
		var ctx fasthttp.RequestCtx
		ctx.Init(&fasthttp.Request{}, &net.TCPAddr{IP: net.ParseIP(c.peer)}, nil)
		if c.forwarded != "" {
			ctx.Request.Header.Set("X-Forwarded-For", c.forwarded)
		}
		fc := app.AcquireCtx(&ctx)
		if got := f.remote(fc); got != c.want {
			t.Errorf("peer %s, forwarded %q: %s, want %s", c.peer, c.forwarded, got, c.want)
		}
		app.ReleaseCtx(fc)
	}
}
