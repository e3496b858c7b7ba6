package ledger_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"lantai.internal/base/fault"
	"lantai.internal/kit/ledger"
)

var update = flag.Bool("update", false, "write the test vectors anew; only with a new format")

const vectorFile = "../../docs/ledger-vectors.json"

// vectors are the examples of docs/ledger.md.
type vectors struct {
	Entries   []secondEntry `json:"entries"`
	Canonical string        `json:"canonical_of_entry_2"` // hex
	Row       struct {
		Table   string         `json:"table"`
		ID      int64          `json:"id"`
		Columns []secondColumn `json:"columns"`
		Digest  string         `json:"digest"`
	} `json:"row"`
	Ranges     []secondRange `json:"ranges_of_entry_2"`
	Roots      []string      `json:"roots"` // base64, of the first one, two, three entries
	PublicKey  string        `json:"public_key"`
	Checkpoint string        `json:"checkpoint"`
	Proof      secondProof   `json:"proof_of_entry_2"`
}

func read(t *testing.T) vectors {
	t.Helper()
	b, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	var v vectors
	if err := dec.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// seedKey is a key everybody knows: the seed is 32 bytes of 0x01.
func seedKey(t *testing.T) *ledger.Key {
	t.Helper()
	seed := bytes.Repeat([]byte{1}, ed25519.SeedSize)
	public := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	vkey, err := note.NewEd25519VerifierKey("lantai", public)
	if err != nil {
		t.Fatal(err)
	}
	id := strings.Split(vkey, "+")[1]
	path := filepath.Join(t.TempDir(), "key")
	secret := "PRIVATE+KEY+lantai+" + id + "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, seed...)) + "\n"
	if err := os.WriteFile(path, []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	k, err := ledger.LoadKey(path, "lantai")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func entry(e secondEntry) ledger.Entry { return ledger.Entry(e) }

// The package does what the document's examples say.
func TestPackageMeetsTheVectors(t *testing.T) {
	if *update {
		write(t)
	}
	v := read(t)
	prev := ""
	var records [][]byte
	for _, want := range v.Entries {
		e := entry(want)
		e.Hash, e.SM3 = "", ""
		e.Seal()
		if e != entry(want) || e.Prev != prev {
			t.Errorf("entry %d: %+v", want.Seq, e)
		}
		prev = e.Hash
		records = append(records, e.Canonical())
	}
	if hex.EncodeToString(records[1]) != v.Canonical {
		t.Errorf("canonical bytes of entry 2: %x", records[1])
	}
	names, values := make([]string, 0), make([]any, 0)
	for _, c := range v.Row.Columns {
		names = append(names, c.Name)
		switch {
		case c.Text != nil:
			values = append(values, *c.Text)
		case c.Int != nil:
			values = append(values, *c.Int)
		case c.Bytes != nil:
			b, err := hex.DecodeString(*c.Bytes)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, b)
		default:
			values = append(values, nil)
		}
	}
	if d := ledger.RowDigest(v.Row.Table, v.Row.ID, names, values); hex.EncodeToString(d[:]) != v.Row.Digest {
		t.Errorf("row digest: %x", d)
	}
	if got := ledger.RowsDigest(packed(t, v.Ranges)); got != v.Entries[1].Rows {
		t.Errorf("digest of the ranges: %s", got)
	}
	p, err := ledger.ParseProof(mustJSON(t, v.Proof))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Check(v.PublicKey); err != nil {
		t.Errorf("proof: %v", err)
	}
	if k := seedKey(t); k.Public != v.PublicKey {
		t.Errorf("public key: %s", k.Public)
	}
}

// And so does the second implementation, which knows the document only.
func TestSecondImplementationMeetsTheVectors(t *testing.T) {
	v := read(t)
	prev := ""
	var leaves [][32]byte
	for i, e := range v.Entries {
		if err := e.check(); err != nil {
			t.Error(err)
		}
		if e.Seq != int64(i+1) || e.Prev != prev {
			t.Errorf("entry %d does not follow", e.Seq)
		}
		prev = e.Hash
		leaves = append(leaves, leafHash(e.bytes()))
		if root := secondRoot(leaves); base64.StdEncoding.EncodeToString(root[:]) != v.Roots[i] {
			t.Errorf("root of %d entries: %x", i+1, root)
		}
	}
	if hex.EncodeToString(v.Entries[1].bytes()) != v.Canonical {
		t.Error("canonical bytes of entry 2")
	}
	if d := secondRow(v.Row.Table, v.Row.ID, v.Row.Columns); hex.EncodeToString(d[:]) != v.Row.Digest {
		t.Errorf("row digest: %x", d)
	}
	if got, err := secondRows(v.Ranges); err != nil || got != v.Entries[1].Rows {
		t.Errorf("digest of the ranges: %s %v", got, err)
	}
	origin, size, root, err := secondNote(v.Checkpoint, v.PublicKey)
	if err != nil || origin != "lantai" || size != 3 || base64.StdEncoding.EncodeToString(root[:]) != v.Roots[2] {
		t.Errorf("checkpoint: %s %d %x %v", origin, size, root, err)
	}
	if err := v.Proof.check(v.PublicKey); err != nil {
		t.Errorf("proof: %v", err)
	}
	if h := secondSM3([]byte("abc")); hex.EncodeToString(h[:]) != "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" {
		t.Errorf("SM3 of the standard's own example: %x", h)
	}
}

// On whatever there may be in an entry or a tree, both agree.
func TestBothImplementationsAgree(t *testing.T) {
	k := seedKey(t)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "entries")
		text := rapid.StringOfN(rapid.Rune(), 0, 12, -1)
		var entries []secondEntry
		var leaves [][32]byte
		store := memory{}
		prev := ""
		for i := range n {
			e := ledger.Entry{Seq: int64(i + 1), At: rapid.Int64().Draw(t, "at"), Actor: text.Draw(t, "actor"), Name: text.Draw(t, "name"),
				Capacity: text.Draw(t, "capacity"), Deed: text.Draw(t, "deed"), Subject: text.Draw(t, "subject"), Outcome: ledger.Done,
				Basis: text.Draw(t, "basis"), Summary: text.Draw(t, "summary"), Detail: text.Draw(t, "detail"), Prev: prev}
			e.Seal()
			s := secondEntry(e)
			if err := s.check(); err != nil {
				t.Fatal(err)
			}
			prev = e.Hash
			entries = append(entries, s)
			leaves = append(leaves, leafHash(s.bytes()))
			hashes, err := tlog.StoredHashesForRecordHash(int64(i), e.Leaf(), &store)
			if err != nil {
				t.Fatal(err)
			}
			store = append(store, hashes...)
		}
		root, err := tlog.TreeHash(int64(n), &store)
		if err != nil || secondRoot(leaves) != root {
			t.Fatalf("roots of %d entries differ", n)
		}
		at := rapid.IntRange(0, n-1).Draw(t, "proved")
		p := prove(t, k, entries, &store, at)
		if err := p.check(k.Public); err != nil {
			t.Fatalf("proof of %d in %d: %v", at+1, n, err)
		}
		first, err := ledger.ParseProof(spelled(t, p))
		if err != nil || first.Check(k.Public) != nil {
			t.Fatalf("the package refuses it: %v", err)
		}
		broken := p
		broken.Path = append([]string{}, p.Path...)
		switch {
		case len(broken.Path) > 0 && rapid.Bool().Draw(t, "path"):
			broken.Path[0] = strings.Repeat("00", 32)
		default:
			broken.Entry.Summary += "改"
		}
		second, err := ledger.ParseProof(spelled(t, broken))
		if err != nil || broken.check(k.Public) == nil || second.Check(k.Public) == nil {
			t.Fatal("an altered proof passed")
		}
	})
}

// spelled writes a proof as the package does, which reads no other spelling.
func spelled(t interface {
	Helper()
	Fatal(...any)
}, p any) []byte {
	t.Helper()
	var own ledger.Proof
	text, err := json.Marshal(p)
	if err == nil {
		err = json.Unmarshal(text, &own)
	}
	if err != nil {
		t.Fatal(err)
	}
	file, err := own.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestProofFilesAreReadStrictly(t *testing.T) {
	good := string(mustJSON(t, read(t).Proof))
	for name, text := range map[string]string{
		"empty":         "",
		"not JSON":      "凭证",
		"cut":           good[:len(good)/2],
		"another kind":  strings.Replace(good, "proof-v1", "proof-v2", 1),
		"unknown field": strings.Replace(good, `"path"`, `"extra":1,"path"`, 1),
		"two documents": good + good,
	} {
		if _, err := ledger.ParseProof([]byte(text)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p, err := ledger.ParseProof([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*ledger.Proof){
		"another key":       func(p *ledger.Proof) { p.PublicKey = strings.Replace(p.PublicKey, "lantai", "lantei", 1) },
		"capital letters":   func(p *ledger.Proof) { p.Path = []string{strings.ToUpper(p.Path[0])} },
		"path too short":    func(p *ledger.Proof) { p.Path = nil },
		"path too long":     func(p *ledger.Proof) { p.Path = append(append([]string{}, p.Path...), p.Path...) },
		"entry outside":     func(p *ledger.Proof) { p.Entry.Seq = 9; p.Entry.Seal() },
		"entry zero":        func(p *ledger.Proof) { p.Entry.Seq = 0; p.Entry.Seal() },
		"checkpoint forged": func(p *ledger.Proof) { p.Checkpoint = strings.Replace(p.Checkpoint, "\n3\n", "\n4\n", 1) },
		"SM3 forged":        func(p *ledger.Proof) { p.Entry.SM3 = strings.Repeat("0", 64) },
	} {
		q := *p
		change(&q)
		if q.Check("") == nil {
			t.Errorf("%s: passed", name)
		}
	}
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys", "ledger.key")
	a, err := ledger.LoadKey(path, "lantai")
	if err != nil {
		t.Fatal(err)
	}
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("key file %v %v", st.Mode(), err)
	}
	if b, err := ledger.LoadKey(path, "other"); err != nil || b.Public != a.Public {
		t.Errorf("a second reading made another key: %v", err)
	}
	for _, text := range []string{"", "x", "PRIVATE+KEY+lantai+00000000+AAAA", "PRIVATE+KEY+a+b"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ledger.LoadKey(path, "lantai"); !fault.Is(err, fault.Unavailable) || strings.Contains(fault.Of(err).Safe(), "PRIVATE") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// memory holds the tree's hashes.
type memory []tlog.Hash

func (m *memory) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	for i, x := range at {
		out[i] = (*m)[x]
	}
	return out, nil
}

// failer is a test or a property.
type failer interface {
	Helper()
	Fatal(...any)
}

func prove(t failer, k *ledger.Key, entries []secondEntry, store *memory, at int) secondProof {
	t.Helper()
	n := int64(len(entries))
	root, err := tlog.TreeHash(n, store)
	if err != nil {
		t.Fatal(err)
	}
	c, err := k.Sign("lantai", "2026-03-02", 0, n, root)
	if err != nil {
		t.Fatal(err)
	}
	path, err := tlog.ProveRecord(n, int64(at), store)
	if err != nil {
		t.Fatal(err)
	}
	p := secondProof{Kind: ledger.ProofKind, Entry: entries[at], Path: []string{}, Checkpoint: c.Note, PublicKey: k.Public}
	for _, h := range path {
		p.Path = append(p.Path, hex.EncodeToString(h[:]))
	}
	return p
}

func packed(t testing.TB, ranges []secondRange) []ledger.RowRange {
	t.Helper()
	var out []ledger.RowRange
	for _, r := range ranges {
		x := ledger.RowRange{Table: r.Table, First: r.First, Count: int64(len(r.Digests))}
		for _, d := range r.Digests {
			b, err := hex.DecodeString(d)
			if err != nil {
				t.Fatal(err)
			}
			x.Digests = append(x.Digests, b...)
		}
		out = append([]ledger.RowRange{x}, out...) // out of order on purpose
	}
	return out
}

func mustJSON(t failer, v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// write makes the examples.
func write(t *testing.T) {
	t.Helper()
	var v vectors
	text := func(s string) *string { return &s }
	number := func(n int64) *int64 { return &n }
	v.Row.Table, v.Row.ID = "archive_item", 17
	v.Row.Columns = []secondColumn{{Name: "title", Text: text("关于报送2013年度档案工作总结的通知")}, {Name: "year", Int: number(2013)},
		{Name: "body_sha", Bytes: text("00ff")}, {Name: "remark", Text: text("")}, {Name: "closed_at"}}
	row := secondRow(v.Row.Table, v.Row.ID, v.Row.Columns)
	v.Row.Digest = hex.EncodeToString(row[:])
	other := sha256.Sum256([]byte("another row"))
	v.Ranges = []secondRange{{Table: "archive_file", First: 4, Digests: []string{strings.Repeat("00", 32)}},
		{Table: "archive_item", First: 17, Digests: []string{v.Row.Digest, hex.EncodeToString(other[:])}}}
	rows, err := secondRows(v.Ranges)
	if err != nil {
		t.Fatal(err)
	}
	store := memory{}
	prev := ""
	var leaves [][32]byte
	for i, e := range []ledger.Entry{
		{At: 1772424000000000, Actor: "owner", Name: "本机所有者", Capacity: "命令行", Deed: "org.found", Subject: "org", Outcome: ledger.Done, Summary: "按规章建立机构、岗位和人员", Detail: `{"units":9}`},
		{At: 1772424000000001, Actor: "dangan", Name: "办公室专职档案员", Capacity: "专职档案员", Deed: "archive.item.amend", Subject: "archive_item:17", Outcome: ledger.Done, Basis: "archive.system.all_entered", Summary: "改题名\n（两行）", Detail: `{}`, Rows: rows},
		{At: 1772424000000001, Actor: "stranger", Name: "未登录", Deed: "page.archive.items", Outcome: ledger.Refused, Summary: "拒绝：没有权限打开此页", Detail: `{}`},
	} {
		e.Seq, e.Prev = int64(i+1), prev
		e.Seal()
		prev = e.Hash
		v.Entries = append(v.Entries, secondEntry(e))
		hashes, err := tlog.StoredHashesForRecordHash(int64(i), e.Leaf(), &store)
		if err != nil {
			t.Fatal(err)
		}
		store = append(store, hashes...)
		leaves = append(leaves, leafHash(e.Canonical()))
		root := secondRoot(leaves)
		v.Roots = append(v.Roots, base64.StdEncoding.EncodeToString(root[:]))
	}
	v.Canonical = hex.EncodeToString(v.Entries[1].bytes())
	k := seedKey(t)
	v.Proof = prove(t, k, v.Entries, &store, 1)
	v.Checkpoint, v.PublicKey = v.Proof.Checkpoint, k.Public
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(vectorFile, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
