package dashboard

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
)

// endingListener accepts connections that tell how they end.
type endingListener struct{ net.Listener }

// Accept waits for the next connection.
func (l endingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &endingConn{Conn: conn}
	if secure, ok := conn.(*tls.Conn); ok {
		return &endingTLSConn{endingConn: c, secure: secure}, nil
	}
	return c, nil
}

// endingConn knows whether its reader went on to the end of what the other side sends. The server's own stream of a chunked body
// ends alike after its last chunk and where the sender stopped before it; only the former ends without a look for more.
type endingConn struct {
	net.Conn
	over bool // the server reads a connection by one goroutine
}

// Read reads some bytes, and tells of the end by itself and not along with the last of them.
func (c *endingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if errors.Is(err, io.EOF) {
		if n > 0 {
			return n, nil
		}
		c.over = true
	}
	return n, err
}

// ended says that nothing follows what was read.
func (c *endingConn) ended() bool { return c.over }

// endingTLSConn is an endingConn that the server knows for one of TLS.
type endingTLSConn struct {
	*endingConn
	secure *tls.Conn
}

// Handshake runs the handshake of TLS unless it was run.
func (c *endingTLSConn) Handshake() error { return c.secure.Handshake() }

// ConnectionState tells what was agreed on.
func (c *endingTLSConn) ConnectionState() tls.ConnectionState { return c.secure.ConnectionState() }
