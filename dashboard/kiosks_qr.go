package dashboard

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// qrQuiet is the width of the white margin that readers want around a code, in modules (ISO/IEC 18004).
const qrQuiet = 4

// qrImage is a QR code as a drawing: a square of Side modules, its dark ones one path.
type qrImage struct {
	Side int
	Path string
}

// newQR draws a text, with error correction M: a code stays readable when a seventh of it is dirty or torn.
func newQR(content string) (qrImage, error) {
	code, err := qr.Encode(content, qr.M)
	if err != nil {
		return qrImage{}, fmt.Errorf("draw a QR code: %w", err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+qrQuiet, y+qrQuiet, x-from, x-from)
			}
		}
	}
	return qrImage{Side: code.Size + 2*qrQuiet, Path: path.String()}, nil
}

// svg is the drawing as a file of its own.
func (q qrImage) svg() string {
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">`+
		`<path fill="#fff" d="M0 0h%dv%dH0z"/><path d="%s"/></svg>`+"\n", q.Side, q.Side, q.Side, q.Side, q.Path)
}
