package ledger

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"lantai.internal/base/fault"
)

// Checkpoint is a signed statement of the ledger's size and root: a note in the
// form of C2SP tlog-checkpoint, which anybody who keeps it can hold against the
// ledger later.
type Checkpoint struct {
	Day  string `db:"day" json:"day"`
	Size int64  `db:"size" json:"size"`
	Root string `db:"root" json:"root"` // base64
	Note string `db:"note" json:"note"` // signed note
	At   int64  `db:"at" json:"at"`
}

// Key signs checkpoints.
type Key struct {
	Signer   note.Signer
	Verifier note.Verifier
	Public   string // verifier key in note form, may be published
}

// LoadKey reads the key file, making one (mode 0600) if there is none. origin
// names the installation and becomes the key's name.
func LoadKey(path, origin string) (*Key, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		skey, _, err := note.GenerateKey(rand.Reader, origin)
		if err != nil {
			return nil, err
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, fault.Wrap("ledger.key", fault.Full, err)
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, os.ErrExist) {
			return LoadKey(path, origin)
		}
		if err != nil {
			return nil, fault.Wrap("ledger.key", fault.Full, err)
		}
		_, err = f.WriteString(skey + "\n")
		if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
			return nil, fault.Wrap("ledger.key", fault.Full, err)
		}
		b = []byte(skey)
	} else if err != nil {
		return nil, fault.Wrap("ledger.key", fault.Unavailable, err)
	}
	return parseKey(strings.TrimSpace(string(b)))
}

func parseKey(skey string) (*Key, error) {
	s, err := note.NewSigner(skey)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Unavailable, Op: "ledger.key", Say: "台账签名密钥文件已损坏，请从备份恢复 keys 目录。", Err: err}
	}
	// PRIVATE+KEY+<name>+<hash>+<base64 of algorithm byte and seed>
	parts := strings.SplitN(skey, "+", 5)
	raw, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return nil, &fault.Error{Kind: fault.Unavailable, Op: "ledger.key", Say: "台账签名密钥文件已损坏，请从备份恢复 keys 目录。", Err: err}
	}
	pub := ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey)
	vkey, err := note.NewEd25519VerifierKey(s.Name(), pub)
	if err != nil {
		return nil, err
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, err
	}
	return &Key{Signer: s, Verifier: v, Public: vkey}, nil
}

// Sign makes a checkpoint of a tree.
func (k *Key) Sign(origin, day string, at, size int64, root tlog.Hash) (Checkpoint, error) {
	text := fmt.Sprintf("%s\n%d\n%s\n", origin, size, base64.StdEncoding.EncodeToString(root[:]))
	signed, err := note.Sign(&note.Note{Text: text}, k.Signer)
	if err != nil {
		return Checkpoint{}, err
	}
	return Checkpoint{Day: day, Size: size, Root: base64.StdEncoding.EncodeToString(root[:]), Note: string(signed), At: at}, nil
}

// OpenCheckpoint checks a signed checkpoint and reads size and root from it.
func OpenCheckpoint(signed string, v note.Verifier) (size int64, root tlog.Hash, err error) {
	n, err := note.Open([]byte(signed), note.VerifierList(v))
	if err != nil {
		return 0, root, err
	}
	// One signature in its one spelling: the last character of Base64 has bits
	// that a lenient reader overlooks.
	if len(n.Sigs) != 1 || len(n.UnverifiedSigs) != 0 {
		return 0, root, errors.New("checkpoint has other signatures")
	}
	if _, err := base64.StdEncoding.Strict().DecodeString(n.Sigs[0].Base64); err != nil {
		return 0, root, err
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 3 {
		return 0, root, errors.New("checkpoint has too few lines")
	}
	if _, err := fmt.Sscanf(lines[1], "%d", &size); err != nil {
		return 0, root, err
	}
	b, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(b) != tlog.HashSize {
		return 0, root, errors.New("checkpoint root is not a hash")
	}
	copy(root[:], b)
	return size, root, nil
}

// Proof is a receipt that one entry stands in the ledger: it is checked with
// nothing but itself and the installation's public key.
type Proof struct {
	Kind       string   `json:"kind"` // "lantai-ledger-proof-v1"
	Entry      Entry    `json:"entry"`
	Path       []string `json:"path"` // hex, inclusion proof for the entry in the checkpoint's tree
	Checkpoint string   `json:"checkpoint"`
	PublicKey  string   `json:"public_key"`
}

// ProofKind is the value of Proof.Kind.
const ProofKind = "lantai-ledger-proof-v1"

// Encode gives the proof's only spelling: one line of JSON and a line end.
func (p *Proof) Encode() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(p)
	return b.Bytes(), err
}

// ParseProof reads a proof file. A proof has one spelling only, so that no
// character of it can be exchanged, not even one that JSON would overlook; the
// line end may be missing.
func ParseProof(b []byte) (*Proof, error) {
	var p Proof
	if err := json.Unmarshal(b, &p); err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Op: "ledger.proof", Say: "这不是存证凭证文件，或文件已残缺。", Err: err}
	}
	if p.Kind != ProofKind {
		return nil, fault.New(fault.Invalid, "这不是本系统的存证凭证（类型不符）。")
	}
	want, err := p.Encode()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(bytes.TrimSuffix(b, []byte("\n")), bytes.TrimSuffix(want, []byte("\n"))) {
		return nil, fault.New(fault.Invalid, "凭证文件被改动过，或重新排版过：请使用“lantai ledger prove”写出的原文件。")
	}
	return &p, nil
}

// Check says whether the proof holds. publicKey, if not empty, is the key the
// checker trusts; otherwise the key inside the proof is used and the caller must
// compare its fingerprint with a published one.
func (p *Proof) Check(publicKey string) error {
	bad := func(say string) error { return fault.New(fault.Invalid, say) }
	if publicKey == "" {
		publicKey = p.PublicKey
	} else if publicKey != p.PublicKey {
		return bad("凭证所附公钥与所信任的公钥不同。")
	}
	v, err := note.NewVerifier(publicKey)
	if err != nil {
		return bad("凭证所附公钥无法识别。")
	}
	// The verifier would take the key's number in capitals too.
	if !strings.HasPrefix(publicKey, fmt.Sprintf("%s+%08x+", v.Name(), v.KeyHash())) {
		return bad("凭证所附公钥写法不对。")
	}
	size, root, err := OpenCheckpoint(p.Checkpoint, v)
	if err != nil {
		return bad("检查点签名不符，凭证无效。")
	}
	e := p.Entry
	e.Seal()
	if e.Hash != p.Entry.Hash || e.SM3 != p.Entry.SM3 {
		return bad("台账条目的内容与其摘要不符，凭证无效。")
	}
	var path tlog.RecordProof
	for _, s := range p.Path {
		b, err := hex.DecodeString(s)
		if err != nil || len(b) != tlog.HashSize || strings.ToLower(s) != s {
			return bad("凭证的证明路径写法不对。")
		}
		path = append(path, tlog.Hash(b))
	}
	if e.Seq < 1 || e.Seq > size {
		return bad("条目号不在检查点范围内，凭证无效。")
	}
	if err := tlog.CheckRecord(path, size, root, e.Seq-1, p.Entry.Leaf()); err != nil {
		return bad("证明路径算不回检查点的根，凭证无效。")
	}
	return nil
}
