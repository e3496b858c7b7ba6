package reader

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// Photo is what a camera wrote into a picture (EXIF 2.3).
type Photo struct {
	Taken       time.Time // zero if unknown; Beijing time where the camera gave no zone
	Camera      string    // maker and model
	Artist      string
	Description string
	Orientation int // 1 to 8, 1 if unknown
	HasGPS      bool
	Lat, Lon    float64 // degrees, WGS-84, north and east positive
}

const exifLimit = 1 << 20

// readPhoto finds and reads the EXIF of a picture, nil if there is none.
func readPhoto(ra io.ReaderAt, size int64, kind Kind) *Photo {
	var b []byte
	switch kind {
	case JPEG:
		b = jpegExif(ra, size)
	case PNG:
		b = chunkExif(ra, size, 8, "eXIf", true)
	case WEBP:
		b = chunkExif(ra, size, 12, "EXIF", false)
	case TIFF:
		// Strips may stand before the tags: the file is its own EXIF block.
		return parseExif(ra, size)
	}
	b = bytes.TrimPrefix(b, []byte("Exif\x00\x00"))
	if len(b) == 0 {
		return nil
	}
	return parseExif(bytes.NewReader(b), int64(len(b)))
}

func jpegExif(ra io.ReaderAt, size int64) []byte {
	h := make([]byte, 4)
	for off, n := int64(2), 0; off+4 < size && n < 200; n++ {
		if _, err := ra.ReadAt(h, off); err != nil || h[0] != 0xFF {
			return nil
		}
		l := int64(binary.BigEndian.Uint16(h[2:]))
		switch {
		case h[1] == 0xFF:
			off++
			continue
		case h[1] == 0xDA || h[1] == 0xD9 || l < 2:
			return nil
		case h[1] == 0xE1 && off+2+l <= size:
			b := make([]byte, l-2)
			if _, err := ra.ReadAt(b, off+4); err != nil && err != io.EOF {
				return nil
			}
			if bytes.HasPrefix(b, []byte("Exif\x00\x00")) {
				return b
			}
		}
		off += 2 + l
	}
	return nil
}

// chunkExif walks the chunks of a PNG (length, name, data, checksum) or of a
// RIFF file (name, length, data, even).
func chunkExif(ra io.ReaderAt, size, off int64, want string, isPNG bool) []byte {
	h := make([]byte, 8)
	for n := 0; off+8 <= size && n < 10_000; n++ {
		if _, err := ra.ReadAt(h, off); err != nil {
			return nil
		}
		name, l, skip := string(h[:4]), int64(binary.LittleEndian.Uint32(h[4:])), int64(0)
		if isPNG {
			name, l, skip = string(h[4:]), int64(binary.BigEndian.Uint32(h)), 4
		} else {
			skip = l & 1
		}
		if name == want {
			if l > exifLimit || off+8+l > size {
				return nil
			}
			b := make([]byte, l)
			if _, err := ra.ReadAt(b, off+8); err != nil && err != io.EOF {
				return nil
			}
			return b
		}
		off += 8 + l + skip
	}
	return nil
}

type exifBlock struct {
	ra   io.ReaderAt
	size int64
	o    binary.ByteOrder
}

type exifTag struct {
	typ  uint16
	n    uint32
	data []byte
}

var exifSizes = map[uint16]uint32{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 129: 1}

// tags reads one directory; values over 4 KB (previews, maker notes) are left out.
func (x exifBlock) tags(off uint32) map[uint16]exifTag {
	h := make([]byte, 12)
	if _, err := x.ra.ReadAt(h[:2], int64(off)); err != nil {
		return nil
	}
	out := map[uint16]exifTag{}
	for i := range min(int(x.o.Uint16(h)), 500) {
		if _, err := x.ra.ReadAt(h, int64(off)+2+12*int64(i)); err != nil {
			break
		}
		t := exifTag{typ: x.o.Uint16(h[2:]), n: x.o.Uint32(h[4:])}
		unit := exifSizes[t.typ]
		if unit == 0 || t.n > 4096/unit {
			continue
		}
		t.data = make([]byte, t.n*unit)
		if len(t.data) <= 4 {
			copy(t.data, h[8:])
		} else if _, err := x.ra.ReadAt(t.data, int64(x.o.Uint32(h[8:]))); err != nil && err != io.EOF {
			continue
		}
		out[x.o.Uint16(h)] = t
	}
	return out
}

func (x exifBlock) number(t exifTag) (uint32, bool) {
	switch {
	case t.typ == 3 && len(t.data) >= 2:
		return uint32(x.o.Uint16(t.data)), true
	case t.typ == 4 && len(t.data) >= 4:
		return x.o.Uint32(t.data), true
	}
	return 0, false
}

func (x exifBlock) text(t exifTag) string {
	if t.typ != 2 && t.typ != 7 && t.typ != 129 {
		return ""
	}
	b := t.data
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	s := string(b)
	if !utf8.ValidString(s) {
		if g, ok := decodeGB(s); ok {
			s = g
		}
	}
	return oneLine(s)
}

func (x exifBlock) ratio(b []byte) (float64, bool) {
	d := x.o.Uint32(b[4:])
	if d == 0 {
		return 0, false
	}
	return float64(x.o.Uint32(b)) / float64(d), true
}

// degrees reads degrees, minutes and seconds.
func (x exifBlock) degrees(t exifTag, limit float64) (float64, bool) {
	if t.typ != 5 || len(t.data) < 24 {
		return 0, false
	}
	sum, unit := 0.0, 1.0
	for i := range 3 {
		v, ok := x.ratio(t.data[8*i:])
		if !ok && i == 0 {
			return 0, false
		}
		sum += v / unit
		unit *= 60
	}
	return sum, sum <= limit
}

const (
	tagDescription, tagMake, tagModel, tagOrientation = 0x010E, 0x010F, 0x0110, 0x0112
	tagDateTime, tagArtist, tagExif, tagGPS           = 0x0132, 0x013B, 0x8769, 0x8825
	tagOriginal, tagDigitized, tagOffsetOriginal      = 0x9003, 0x9004, 0x9011
)

func parseExif(ra io.ReaderAt, size int64) *Photo {
	h := make([]byte, 8)
	if _, err := ra.ReadAt(h, 0); err != nil {
		return nil
	}
	x := exifBlock{ra: ra, size: size, o: binary.LittleEndian}
	switch string(h[:2]) {
	case "MM":
		x.o = binary.BigEndian
	case "II":
	default:
		return nil
	}
	if x.o.Uint16(h[2:]) != 42 {
		return nil
	}
	main := x.tags(x.o.Uint32(h[4:]))
	if main == nil {
		return nil
	}
	p := &Photo{Orientation: 1, Description: x.text(main[tagDescription]), Artist: x.text(main[tagArtist])}
	maker, model := x.text(main[tagMake]), x.text(main[tagModel])
	if strings.HasPrefix(strings.ToLower(model), strings.ToLower(maker)) {
		maker = ""
	}
	p.Camera = strings.TrimSpace(maker + " " + model)
	if n, ok := x.number(main[tagOrientation]); ok && n >= 1 && n <= 8 {
		p.Orientation = int(n)
	}
	p.Taken = exifTime(x.text(main[tagDateTime]), "")
	if at, ok := x.number(main[tagExif]); ok {
		sub := x.tags(at)
		for _, id := range []uint16{tagDigitized, tagOriginal} {
			if t := exifTime(x.text(sub[id]), x.text(sub[tagOffsetOriginal])); !t.IsZero() {
				p.Taken = t
			}
		}
	}
	if at, ok := x.number(main[tagGPS]); ok {
		g := x.tags(at)
		lat, ok1 := x.degrees(g[2], 90)
		lon, ok2 := x.degrees(g[4], 180)
		if ok1 && ok2 && (lat != 0 || lon != 0) {
			if x.text(g[1]) == "S" {
				lat = -lat
			}
			if x.text(g[3]) == "W" {
				lon = -lon
			}
			p.HasGPS, p.Lat, p.Lon = true, lat, lon
		}
	}
	return p
}

// exifTime reads 2019:06:01 09:30:00, with +08:00 or Beijing time; cameras whose
// clock was never set write zeros.
func exifTime(s, zone string) time.Time {
	const layout = "2006:01:02 15:04:05"
	t, err := time.ParseInLocation(layout, s, beijing)
	if z, zerr := time.Parse(layout+"-07:00", s+zone); zone != "" && zerr == nil {
		t, err = z, nil
	}
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		return time.Time{}
	}
	return t
}
