// Package ledger is the tamper-evident record of every act: a hash chain whose
// entries are also the leaves of a Merkle tree (RFC 6962, as in transparency
// logs), with a signed checkpoint a day and proofs that need no database.
//
// docs/ledger.md gives the canonical bytes with test vectors, so that a second
// program can verify the ledger without this one.
package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emmansun/gmsm/sm3"
	"golang.org/x/mod/sumdb/tlog"
)

// Format is the first line of the canonical bytes. A change of the encoding or
// of the digest is a new format; old entries keep theirs.
const Format = "lantai-ledger-v1 sha-256"

// Outcomes of an act.
const (
	Done    = "done"
	Refused = "refused"
)

// Entry is one act. Seq counts from 1 without gaps.
type Entry struct {
	Seq      int64  `db:"seq" json:"seq"`
	At       int64  `db:"at" json:"at"`             // microseconds UTC; never earlier than the entry before
	Actor    string `db:"actor" json:"actor"`       // sign-in name
	Name     string `db:"name" json:"name"`         // as shown
	Capacity string `db:"capacity" json:"capacity"` // in which capacity
	Deed     string `db:"deed" json:"deed"`         // what was done, e.g. "archive.item.amend"
	Subject  string `db:"subject" json:"subject"`   // to what, e.g. "archive_item:17"
	Outcome  string `db:"outcome" json:"outcome"`   // Done or Refused
	Basis    string `db:"basis" json:"basis"`       // clause ids, joined by a comma
	Summary  string `db:"summary" json:"summary"`   // one Chinese sentence
	Detail   string `db:"detail" json:"detail"`     // JSON, kept as text
	Rows     string `db:"rows_digest" json:"rows"`  // digest over the row digests of this act, hex; "" if none
	Prev     string `db:"prev" json:"prev"`         // hash of the entry before, hex; "" for the first
	Hash     string `db:"hash" json:"hash"`         // SHA-256 of the canonical bytes, hex
	SM3      string `db:"sm3" json:"sm3"`           // SM3 of the same bytes, hex
}

// Canonical gives the bytes that are hashed: the format line, then each field as
// name, byte length and value. Hash and SM3 are not part of them.
func (e *Entry) Canonical() []byte {
	var b strings.Builder
	b.WriteString(Format + "\n")
	for _, f := range [...]struct{ name, value string }{
		{"seq", strconv.FormatInt(e.Seq, 10)}, {"at", strconv.FormatInt(e.At, 10)},
		{"actor", e.Actor}, {"name", e.Name}, {"capacity", e.Capacity},
		{"deed", e.Deed}, {"subject", e.Subject}, {"outcome", e.Outcome},
		{"basis", e.Basis}, {"summary", e.Summary}, {"detail", e.Detail},
		{"rows", e.Rows}, {"prev", e.Prev},
	} {
		b.WriteString(f.name + " " + strconv.Itoa(len(f.value)) + "\n" + f.value + "\n")
	}
	return []byte(b.String())
}

// Seal computes both digests.
func (e *Entry) Seal() {
	c := e.Canonical()
	h := sha256.Sum256(c)
	s := sm3.Sum(c)
	e.Hash, e.SM3 = hex.EncodeToString(h[:]), hex.EncodeToString(s[:])
}

// Leaf is the entry's leaf hash in the Merkle tree.
func (e *Entry) Leaf() tlog.Hash { return tlog.RecordHash(e.Canonical()) }

// RowRange is the digests of consecutive rows of one table that an act wrote. A
// digest of 32 zero bytes says that the row was removed.
type RowRange struct {
	Seq     int64  `db:"seq"`
	Table   string `db:"tbl"`
	First   int64  `db:"first_id"`
	Count   int64  `db:"n"`
	Digests []byte `db:"digests"`
}

// DigestSize is the size of one row digest in bytes.
const DigestSize = sha256.Size

// RowsDigest is what the entry commits to: the SHA-256 over its ranges in order
// of table and first id. It sorts the ranges.
func RowsDigest(ranges []RowRange) string {
	if len(ranges) == 0 {
		return ""
	}
	slices.SortFunc(ranges, func(a, b RowRange) int {
		if c := strings.Compare(a.Table, b.Table); c != 0 {
			return c
		}
		return int(max(-1, min(1, a.First-b.First)))
	})
	h := sha256.New()
	for _, r := range ranges {
		fmt.Fprintf(h, "%s %d %d\n", r.Table, r.First, r.Count)
		h.Write(r.Digests)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// RowDigest is the digest of one row: table, id, and each column with its value
// as text. Values are string, int64, []byte or nil.
func RowDigest(table string, id int64, columns []string, values []any) [DigestSize]byte {
	buf := make([]byte, 0, 2048)
	buf = append(buf, table...)
	buf = append(buf, ' ')
	buf = strconv.AppendInt(buf, id, 10)
	buf = append(buf, '\n')
	for i, c := range columns {
		var v string
		kind := byte('s')
		switch x := values[i].(type) {
		case nil:
			kind = 'n'
		case string:
			v = x
		case int64:
			v = strconv.FormatInt(x, 10)
		case int:
			v = strconv.Itoa(x)
		case []byte:
			v = hex.EncodeToString(x)
		case bool:
			v = "0"
			if x {
				v = "1"
			}
		case fmt.Stringer:
			v = x.String()
		default:
			v = fmt.Sprint(x)
		}
		buf = append(buf, c...)
		buf = append(buf, ' ', kind)
		buf = strconv.AppendInt(buf, int64(len(v)), 10)
		buf = append(buf, '\n')
		buf = append(buf, v...)
		buf = append(buf, '\n')
	}
	return sha256.Sum256(buf)
}
