package reader

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"unicode/utf16"
)

// oleFile is a compound file (MS-CFB): a small file system in sectors.
type oleFile struct {
	ra         io.ReaderAt
	size       int64
	sector     int64
	fat        []uint32
	mini       []uint32
	miniStream []byte
	cutoff     uint32
	entries    []oleEntry
}

type oleEntry struct {
	name  string
	kind  byte // 1 storage, 2 stream, 5 root
	start uint32
	size  int64
}

const (
	oleEnd     = 0xFFFFFFFE
	oleMaxFAT  = 1 << 20 // sectors followed: 512 MB of a file
	oleMaxDirs = 4096
)

var errOLE = errors.New("compound file")

func openOLE(ra io.ReaderAt, size int64) (*oleFile, error) {
	h := make([]byte, 512)
	if _, err := ra.ReadAt(h, 0); err != nil {
		return nil, errOLE
	}
	le := binary.LittleEndian
	shift := le.Uint16(h[30:])
	if shift != 9 && shift != 12 {
		return nil, errOLE
	}
	o := &oleFile{ra: ra, size: size, sector: 1 << shift, cutoff: le.Uint32(h[56:])}
	// The table of the table: 109 places in the header, the rest in a chain.
	var difat []uint32
	for i := range 109 {
		difat = append(difat, le.Uint32(h[76+4*i:]))
	}
	for s, n := le.Uint32(h[68:]), 0; s < oleEnd-4 && n < 200; n++ {
		b, err := o.read(s)
		if err != nil {
			break
		}
		per := int(o.sector/4) - 1
		for i := range per {
			difat = append(difat, le.Uint32(b[4*i:]))
		}
		s = le.Uint32(b[4*per:])
	}
	for _, s := range difat {
		if s >= oleEnd-4 || len(o.fat) > oleMaxFAT {
			continue
		}
		b, err := o.read(s)
		if err != nil {
			return nil, errOLE
		}
		for i := 0; i < len(b); i += 4 {
			o.fat = append(o.fat, le.Uint32(b[i:]))
		}
	}
	dir, err := o.chain(le.Uint32(h[48:]), oleMaxDirs*128)
	if err != nil {
		return nil, err
	}
	for i := 0; i+128 <= len(dir); i += 128 {
		e := dir[i : i+128]
		n := int(le.Uint16(e[64:]))
		if e[66] == 0 || n < 2 || n > 64 {
			continue
		}
		u := make([]uint16, n/2-1)
		for j := range u {
			u[j] = le.Uint16(e[2*j:])
		}
		size := int64(le.Uint64(e[120:]) & 0xFFFFFFFF)
		o.entries = append(o.entries, oleEntry{string(utf16.Decode(u)), e[66], le.Uint32(e[116:]), size})
	}
	if len(o.entries) == 0 || o.entries[0].kind != 5 {
		return nil, errOLE
	}
	if raw, err := o.chain(le.Uint32(h[60:]), 4<<20); err == nil {
		for i := 0; i+4 <= len(raw); i += 4 {
			o.mini = append(o.mini, le.Uint32(raw[i:]))
		}
		o.miniStream, _ = o.chain(o.entries[0].start, 64<<20)
	}
	return o, nil
}

func (o *oleFile) read(s uint32) ([]byte, error) {
	b := make([]byte, o.sector)
	at := (int64(s) + 1) * o.sector
	if at >= o.size {
		return nil, errOLE
	}
	// The last sector may be short.
	if n, err := o.ra.ReadAt(b, at); n == 0 || err != nil && err != io.EOF {
		return nil, errOLE
	}
	return b, nil
}

// chain reads sectors until their chain ends or limit is reached. A chain longer
// than the file comes back to itself and is refused.
func (o *oleFile) chain(s uint32, limit int64) ([]byte, error) {
	var out []byte
	for s < oleEnd-4 {
		if int(s) >= len(o.fat) {
			return nil, errOLE
		}
		b, err := o.read(s)
		if err != nil {
			return nil, err
		}
		if out = append(out, b...); int64(len(out)) > o.size+o.sector {
			return nil, errOLE
		}
		if int64(len(out)) >= limit {
			break
		}
		s = o.fat[s]
	}
	return out, nil
}

func (o *oleFile) has(name string) bool {
	_, ok := o.entry(name)
	return ok
}

func (o *oleFile) entry(name string) (oleEntry, bool) {
	for _, e := range o.entries {
		if e.kind == 2 && strings.EqualFold(e.name, name) {
			return e, true
		}
	}
	return oleEntry{}, false
}

// stream reads a whole stream of at most limit bytes.
func (o *oleFile) stream(name string, limit int64) ([]byte, error) {
	e, ok := o.entry(name)
	if !ok || e.size > limit || e.size > o.size {
		return nil, errOLE
	}
	if e.size >= int64(o.cutoff) {
		b, err := o.chain(e.start, e.size)
		if err != nil || int64(len(b)) < e.size {
			return nil, errOLE
		}
		return b[:e.size], nil
	}
	var out []byte
	for s := e.start; int64(len(out)) < e.size; {
		at := int(s) * 64
		if int(s) >= len(o.mini) || at+64 > len(o.miniStream) {
			return nil, errOLE
		}
		out = append(out, o.miniStream[at:at+64]...)
		s = o.mini[s]
	}
	return out[:e.size], nil
}

func oleByParts(ra io.ReaderAt, size int64, guess Kind) Kind {
	o, err := openOLE(ra, size)
	if err != nil {
		return guess
	}
	switch {
	case o.has("EncryptedPackage"):
		// A DOCX or XLSX with a password is an OLE file outside.
		if guess == XLS {
			return XLS
		}
		return DOC
	case o.has("WordDocument"):
		return DOC
	case o.has("Workbook"), o.has("Book"):
		return XLS
	}
	return Other
}
