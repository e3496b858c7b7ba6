package ledger

import (
	"encoding/hex"
	"path/filepath"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// proofOf makes a proof of the second of three entries.
func proofOf(t testing.TB) *Proof {
	t.Helper()
	key, err := LoadKey(filepath.Join(t.TempDir(), "ledger.key"), "test")
	if err != nil {
		t.Fatal(err)
	}
	var hashes []tlog.Hash
	reader := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, i := range at {
			out = append(out, hashes[i])
		}
		return out, nil
	})
	var entries []Entry
	prev := ""
	for i := range int64(3) {
		e := Entry{Seq: i + 1, At: 1700000000000000 + i, Actor: "clerk", Name: "档案员", Deed: "test.write", Outcome: Done, Summary: "登记 <一件> & “两份”", Detail: "{}", Prev: prev}
		e.Seal()
		prev = e.Hash
		entries = append(entries, e)
		h, err := tlog.StoredHashesForRecordHash(i, e.Leaf(), reader)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, h...)
	}
	root, err := tlog.TreeHash(3, reader)
	if err != nil {
		t.Fatal(err)
	}
	c, err := key.Sign("test", "2024-01-01", 1700000000000003, 3, root)
	if err != nil {
		t.Fatal(err)
	}
	path, err := tlog.ProveRecord(3, 1, reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &Proof{Kind: ProofKind, Entry: entries[1], Path: []string{}, Checkpoint: c.Note, PublicKey: key.Public}
	for _, h := range path {
		p.Path = append(p.Path, hex.EncodeToString(h[:]))
	}
	return p
}

func holds(b []byte) bool {
	p, err := ParseProof(b)
	return err == nil && p.Check("") == nil
}

// Every change, removal, doubling and insertion of one byte is refused.
func TestEveryEditOfAProofIsRefused(t *testing.T) {
	p := proofOf(t)
	b, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if !holds(b) || !holds(b[:len(b)-1]) {
		t.Fatal("the proof itself does not hold")
	}
	edit := func(at int, with ...byte) []byte {
		return append(append(append([]byte{}, b[:at]...), with...), b[at+1:]...)
	}
	for at, c := range b {
		last := at == len(b)-1
		for _, x := range []byte(" \n\"\\/+09azAZ=" + string([]byte{0, c ^ 1, c ^ 2, c ^ 4, c ^ 8, c ^ 0x10, c ^ 0x20, c ^ 0x40, c ^ 0x80, 0xFF})) {
			if x != c && holds(edit(at, x)) {
				t.Fatalf("byte %d changed from %q to %q and accepted", at, c, x)
			}
		}
		for _, x := range []byte{' ', '\n', '\t', '0', 'a', '}', ']', c} {
			if holds(edit(at, x, c)) {
				t.Fatalf("%q before byte %d accepted", x, at)
			}
		}
		if !last && holds(edit(at)) {
			t.Fatalf("byte %d left out and accepted", at)
		}
	}
	if p.Check("other+00000000+AAAA") == nil {
		t.Error("a proof held under a key that is not its own")
	}
}
