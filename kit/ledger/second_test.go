package ledger_test

// A second implementation of docs/ledger.md, written from the document and from
// nothing else: it shares no code with the package and none of its libraries
// (SHA-256, Ed25519, base64 and JSON are the language's own; SM3, the Merkle tree
// and the signed note are written out). If it and the package disagree, one of
// them does not do what the document says.

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

type secondEntry struct {
	Seq      int64  `json:"seq"`
	At       int64  `json:"at"`
	Actor    string `json:"actor"`
	Name     string `json:"name"`
	Capacity string `json:"capacity"`
	Deed     string `json:"deed"`
	Subject  string `json:"subject"`
	Outcome  string `json:"outcome"`
	Basis    string `json:"basis"`
	Summary  string `json:"summary"`
	Detail   string `json:"detail"`
	Rows     string `json:"rows"`
	Prev     string `json:"prev"`
	Hash     string `json:"hash"`
	SM3      string `json:"sm3"`
}

func (e secondEntry) bytes() []byte {
	out := []byte("lantai-ledger-v1 sha-256\n")
	add := func(name, value string) {
		out = fmt.Appendf(out, "%s %d\n%s\n", name, len(value), value)
	}
	add("seq", strconv.FormatInt(e.Seq, 10))
	add("at", strconv.FormatInt(e.At, 10))
	add("actor", e.Actor)
	add("name", e.Name)
	add("capacity", e.Capacity)
	add("deed", e.Deed)
	add("subject", e.Subject)
	add("outcome", e.Outcome)
	add("basis", e.Basis)
	add("summary", e.Summary)
	add("detail", e.Detail)
	add("rows", e.Rows)
	add("prev", e.Prev)
	return out
}

func (e secondEntry) check() error {
	if h := sha256.Sum256(e.bytes()); hex.EncodeToString(h[:]) != e.Hash {
		return fmt.Errorf("entry %d: SHA-256 is %x", e.Seq, h)
	}
	if h := secondSM3(e.bytes()); hex.EncodeToString(h[:]) != e.SM3 {
		return fmt.Errorf("entry %d: SM3 is %x", e.Seq, h)
	}
	return nil
}

type secondColumn struct {
	Name string `json:"name"`
	// Exactly one of these is set; none of them is SQL NULL.
	Text  *string `json:"text,omitempty"`
	Int   *int64  `json:"int,omitempty"`
	Bytes *string `json:"bytes,omitempty"` // hex
}

func secondRow(table string, id int64, cols []secondColumn) [32]byte {
	out := fmt.Appendf(nil, "%s %d\n", table, id)
	for _, c := range cols {
		kind, v := "s", ""
		switch {
		case c.Text != nil:
			v = *c.Text
		case c.Int != nil:
			v = strconv.FormatInt(*c.Int, 10)
		case c.Bytes != nil:
			v = *c.Bytes
		default:
			kind = "n"
		}
		out = fmt.Appendf(out, "%s %s%d\n%s\n", c.Name, kind, len(v), v)
	}
	return sha256.Sum256(out)
}

type secondRange struct {
	Table   string   `json:"table"`
	First   int64    `json:"first"`
	Digests []string `json:"digests"` // hex, one a row
}

// secondRows takes its ranges in order of table and first id.
func secondRows(ranges []secondRange) (string, error) {
	var out []byte
	for i, r := range ranges {
		if i > 0 && (ranges[i-1].Table > r.Table || ranges[i-1].Table == r.Table && ranges[i-1].First >= r.First) {
			return "", errors.New("ranges are not in order")
		}
		out = fmt.Appendf(out, "%s %d %d\n", r.Table, r.First, len(r.Digests))
		for _, d := range r.Digests {
			b, err := hex.DecodeString(d)
			if err != nil || len(b) != 32 {
				return "", fmt.Errorf("digest %q", d)
			}
			out = append(out, b...)
		}
	}
	h := sha256.Sum256(out)
	return hex.EncodeToString(h[:]), nil
}

func leafHash(b []byte) [32]byte { return sha256.Sum256(append([]byte{0}, b...)) }

func nodeHash(l, r [32]byte) [32]byte {
	return sha256.Sum256(append(append([]byte{1}, l[:]...), r[:]...))
}

// secondRoot is the Merkle tree hash of RFC 6962, section 2.1.
func secondRoot(leaves [][32]byte) [32]byte {
	n := len(leaves)
	if n == 0 {
		return sha256.Sum256(nil)
	}
	if n == 1 {
		return leaves[0]
	}
	k := 1 << (bits.Len(uint(n-1)) - 1) // the largest power of two smaller than n
	return nodeHash(secondRoot(leaves[:k]), secondRoot(leaves[k:]))
}

// secondPath checks an inclusion proof as RFC 9162, section 2.1.3.2, says.
func secondPath(index, size int64, leaf [32]byte, path [][32]byte) ([32]byte, error) {
	if index < 0 || index >= size {
		return leaf, errors.New("index outside the tree")
	}
	fn, sn, r := index, size-1, leaf
	for _, p := range path {
		if sn == 0 {
			return r, errors.New("path is too long")
		}
		if fn&1 == 1 || fn == sn {
			r = nodeHash(p, r)
			for fn&1 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			r = nodeHash(r, p)
		}
		fn, sn = fn>>1, sn>>1
	}
	if sn != 0 {
		return r, errors.New("path is too short")
	}
	return r, nil
}

// secondNote opens a checkpoint: text, empty line, signature lines.
func secondNote(signed, public string) (origin string, size int64, root [32]byte, err error) {
	name, rest, _ := strings.Cut(public, "+")
	id, key64, _ := strings.Cut(rest, "+")
	key, err := base64.StdEncoding.DecodeString(key64)
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 1 {
		return "", 0, root, errors.New("public key is not Ed25519 in note form")
	}
	sum := sha256.Sum256(append([]byte(name+"\n"), key...))
	if id != hex.EncodeToString(sum[:4]) {
		return "", 0, root, errors.New("key id does not belong to the key")
	}
	text, sigs, ok := strings.Cut(signed, "\n\n")
	if !ok {
		return "", 0, root, errors.New("note without signature")
	}
	text += "\n"
	good := false
	for line := range strings.Lines(sigs) {
		who, sig64, ok := strings.Cut(strings.TrimPrefix(strings.TrimSuffix(line, "\n"), "— "), " ")
		sig, err := base64.StdEncoding.DecodeString(sig64)
		if ok && err == nil && who == name && len(sig) == 4+ed25519.SignatureSize &&
			binary.BigEndian.Uint32(sig) == binary.BigEndian.Uint32(sum[:]) && ed25519.Verify(key[1:], []byte(text), sig[4:]) {
			good = true
		}
	}
	if !good {
		return "", 0, root, errors.New("no signature of that key")
	}
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return "", 0, root, errors.New("checkpoint is not three lines")
	}
	if size, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return "", 0, root, err
	}
	b, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(b) != 32 {
		return "", 0, root, errors.New("root is not a hash")
	}
	return lines[0], size, [32]byte(b), nil
}

type secondProof struct {
	Kind       string      `json:"kind"`
	Entry      secondEntry `json:"entry"`
	Path       []string    `json:"path"`
	Checkpoint string      `json:"checkpoint"`
	PublicKey  string      `json:"public_key"`
}

func (p secondProof) check(trusted string) error {
	if p.Kind != "lantai-ledger-proof-v1" || p.PublicKey != trusted {
		return errors.New("another kind or another key")
	}
	_, size, root, err := secondNote(p.Checkpoint, trusted)
	if err != nil {
		return err
	}
	if err := p.Entry.check(); err != nil {
		return err
	}
	var path [][32]byte
	for _, s := range p.Path {
		b, err := hex.DecodeString(s)
		if err != nil || len(b) != 32 {
			return errors.New("path is not hashes")
		}
		path = append(path, [32]byte(b))
	}
	got, err := secondPath(p.Entry.Seq-1, size, leafHash(p.Entry.bytes()), path)
	if err != nil {
		return err
	}
	if got != root {
		return errors.New("the path does not lead to the root")
	}
	return nil
}

// secondSM3 is GB/T 32905-2016.
func secondSM3(m []byte) [32]byte {
	v := [8]uint32{0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e}
	n := len(m)
	m = append(append([]byte{}, m...), 0x80)
	for len(m)%64 != 56 {
		m = append(m, 0)
	}
	m = binary.BigEndian.AppendUint64(m, uint64(n)*8)
	rot := bits.RotateLeft32
	p0 := func(x uint32) uint32 { return x ^ rot(x, 9) ^ rot(x, 17) }
	p1 := func(x uint32) uint32 { return x ^ rot(x, 15) ^ rot(x, 23) }
	for ; len(m) > 0; m = m[64:] {
		var w [68]uint32
		for i := range 16 {
			w[i] = binary.BigEndian.Uint32(m[4*i:])
		}
		for j := 16; j < 68; j++ {
			w[j] = p1(w[j-16]^w[j-9]^rot(w[j-3], 15)) ^ rot(w[j-13], 7) ^ w[j-6]
		}
		a, b, c, d, e, f, g, h := v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]
		for j := range 64 {
			t := uint32(0x79cc4519)
			ff, gg := a^b^c, e^f^g
			if j >= 16 {
				t = 0x7a879d8a
				ff, gg = a&b|a&c|b&c, e&f|^e&g
			}
			ss1 := rot(rot(a, 12)+e+rot(t, j%32), 7)
			ss2 := ss1 ^ rot(a, 12)
			tt1, tt2 := ff+d+ss2+(w[j]^w[j+4]), gg+h+ss1+w[j]
			d, c, b, a = c, rot(b, 9), a, tt1
			h, g, f, e = g, rot(f, 19), e, p0(tt2)
		}
		for i, x := range [8]uint32{a, b, c, d, e, f, g, h} {
			v[i] ^= x
		}
	}
	var out [32]byte
	for i, x := range v {
		binary.BigEndian.PutUint32(out[4*i:], x)
	}
	return out
}
