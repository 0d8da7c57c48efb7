package register

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
)

// A picture carries more than the picture: where and when it was taken, with which camera, sometimes a small copy of what was cut
// away later. Nobody who complains of a hole in the road means to say where they live. What is kept is what is needed to show the
// picture.

var errPicture = errors.New("the picture is cut off or damaged")

// Markers of a JPEG file (ITU-T T.81, table B.1).
const (
	jpegSOI  = 0xD8
	jpegEOI  = 0xD9
	jpegSOS  = 0xDA
	jpegRST0 = 0xD0
	jpegRST7 = 0xD7
	jpegTEM  = 0x01
	jpegAPP0 = 0xE0 // JFIF
	jpegAPP1 = 0xE1 // Exif and XMP
	jpegAPP2 = 0xE2 // colour profile, and indexes of further pictures
	jpegAPPE = 0xEE // colour transform of Adobe
	jpegAPPF = 0xEF
	jpegCOM  = 0xFE
)

func isJPEG(data []byte) bool { return bytes.HasPrefix(data, []byte{0xFF, jpegSOI, 0xFF}) }

// stripJPEG keeps a JPEG's picture, its colours and its orientation, and drops every other application segment, comments, and
// what stands behind the picture.
func stripJPEG(data []byte) ([]byte, error) {
	out := append(make([]byte, 0, len(data)), 0xFF, jpegSOI)
	for i := 2; ; {
		marker, segment, next, err := jpegSegment(data, i)
		if err != nil {
			return nil, err
		}
		switch {
		case marker == jpegEOI:
			return append(out, 0xFF, jpegEOI), nil
		case marker == jpegAPP1:
			if o := exifOrientation(segment); o > 1 {
				out = append(out, orientationOnly(o)...)
			}
		case marker == jpegCOM, marker > jpegAPP0 && marker <= jpegAPPF && !jpegNeeded(marker, segment):
		case marker == jpegSOS:
			next = jpegScanEnd(data, next)
			out = append(out, data[i:next]...)
		default:
			out = append(out, data[i:next]...)
		}
		i = next
	}
}

// jpegSegment reads the segment at i: its marker, what it holds, and where the next one begins.
func jpegSegment(data []byte, i int) (marker byte, segment []byte, next int, err error) {
	if i >= len(data) || data[i] != 0xFF {
		return 0, nil, 0, errPicture
	}
	for i++; i < len(data) && data[i] == 0xFF; i++ { // markers may be preceded by fill bytes
	}
	if i >= len(data) {
		return 0, nil, 0, errPicture
	}
	marker = data[i]
	if marker == jpegEOI || marker == jpegTEM || marker >= jpegRST0 && marker <= jpegRST7 {
		return marker, nil, i + 1, nil
	}
	if marker == 0 || marker == jpegSOI || i+3 > len(data) {
		return 0, nil, 0, errPicture
	}
	length := int(binary.BigEndian.Uint16(data[i+1:]))
	if length < 2 || i+1+length > len(data) {
		return 0, nil, 0, errPicture
	}
	return marker, data[i+3 : i+1+length], i + 1 + length, nil
}

// jpegNeeded says whether a segment of an application is needed to show the picture.
func jpegNeeded(marker byte, segment []byte) bool {
	return marker == jpegAPP2 && bytes.HasPrefix(segment, []byte("ICC_PROFILE\x00")) ||
		marker == jpegAPPE && bytes.HasPrefix(segment, []byte("Adobe"))
}

// jpegScanEnd finds the marker that ends the coded picture that begins at i.
func jpegScanEnd(data []byte, i int) int {
	for ; i+1 < len(data); i++ {
		if next := data[i+1]; data[i] == 0xFF && next != 0 && next != 0xFF && (next < jpegRST0 || next > jpegRST7) {
			return i
		}
	}
	return len(data)
}

// Exif (CIPA DC-008, section 4.6): a TIFF file behind a head of six bytes.
const (
	exifHead           = "Exif\x00\x00"
	exifOrientationTag = 0x0112
	tiffEntry          = 12 // bytes
)

// exifOrientation reads which way up a picture is, 1 to 8; 0 when the segment does not say.
func exifOrientation(segment []byte) uint16 {
	tiff, ok := bytes.CutPrefix(segment, []byte(exifHead))
	if !ok || len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	if bytes.HasPrefix(tiff, []byte("MM")) {
		order = binary.BigEndian
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 0
	}
	count := uint64(order.Uint16(tiff[at:]))
	for n := range count {
		entry := at + 2 + n*tiffEntry
		if entry+tiffEntry > uint64(len(tiff)) {
			return 0
		}
		if order.Uint16(tiff[entry:]) == exifOrientationTag {
			if o := order.Uint16(tiff[entry+8:]); o >= 1 && o <= 8 {
				return o
			}
			return 0
		}
	}
	return 0
}

// orientationOnly is an Exif segment that says which way up the picture is, and nothing else.
func orientationOnly(o uint16) []byte {
	segment := append([]byte{0xFF, jpegAPP1, 0, 0}, exifHead...)
	segment = append(segment, "MM\x00\x2A\x00\x00\x00\x08"...)       // a TIFF whose directory follows at once
	segment = append(segment, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1)    // one entry: orientation, one 16-bit number
	segment = append(segment, byte(o>>8), byte(o), 0, 0, 0, 0, 0, 0) // its value, and no next directory
	binary.BigEndian.PutUint16(segment[2:], uint16(len(segment)-2))  // the length counts itself
	return segment
}

const pngHead = "\x89PNG\r\n\x1a\n"

func isPNG(data []byte) bool { return bytes.HasPrefix(data, []byte(pngHead)) }

// pngShown are the chunks that are needed to show a PNG picture (W3C PNG, third edition, section 11).
func pngShown() []string {
	return []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "bKGD", "pHYs", "acTL", "fcTL", "fdAT"}
}

// stripPNG keeps the chunks that show the picture, up to its end.
func stripPNG(data []byte) ([]byte, error) {
	const frame = 12 // bytes of length, type and check sum
	out := append(make([]byte, 0, len(data)), pngHead...)
	for i := len(pngHead); i+frame <= len(data); {
		length := uint64(binary.BigEndian.Uint32(data[i:]))
		if length > uint64(len(data)-i-frame) {
			return nil, errPicture
		}
		next := i + frame + int(length)
		kind := string(data[i+4 : i+8])
		if slices.Contains(pngShown(), kind) {
			out = append(out, data[i:next]...)
		}
		if kind == "IEND" {
			return out, nil
		}
		i = next
	}
	return nil, errPicture
}
