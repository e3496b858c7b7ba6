package portal

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Drafts live so long after they were last saved, and no more of them than this
// are kept at a time.
const (
	DraftDays = 30
	MaxDrafts = 5000
	maxDraft  = 64 << 10 // bytes of one
)

// letters are the symbols of a draft's code: none that is mistaken for another.
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const draftSymbols = 20 // a hundred bits

// newDraftCode makes a code in groups of four.
func newDraftCode() string {
	b := make([]byte, draftSymbols)
	_, _ = rand.Read(b) // never fails since Go 1.24
	var s strings.Builder
	for i, c := range b {
		if i > 0 && i%4 == 0 {
			s.WriteByte('-')
		}
		s.WriteByte(letters[c&31])
	}
	return s.String()
}

// draftCode reads a code as people type it.
func draftCode(typed string) (string, bool) {
	var s strings.Builder
	n := 0
	for _, c := range strings.ToUpper(typed) {
		switch c {
		case ' ', '-', '－', '　':
			continue
		case 'I', 'L':
			c = '1'
		case 'O':
			c = '0'
		}
		if !strings.ContainsRune(letters, c) {
			return "", false
		}
		if n > 0 && n%4 == 0 {
			s.WriteByte('-')
		}
		s.WriteRune(c)
		n++
	}
	return s.String(), n == draftSymbols
}

func draftDigest(use, code string) []byte {
	m := hmac.New(sha256.New, []byte("disclosure draft "+use))
	m.Write([]byte(code))
	return m.Sum(nil)
}

func draftLookup(code string) string { return hex.EncodeToString(draftDigest("lookup", code)) }

func draftCipher(code string) (cipher.AEAD, error) {
	block, err := aes.NewCipher(draftDigest("key", code))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

type draftRow struct {
	ID      int64      `db:"id"`
	Lookup  string     `db:"lookup"`
	Sealed  []byte     `db:"sealed"`
	Expires civil.Date `db:"expires_on"`
}

type draftWrite struct {
	lookup string
	sealed []byte // nil deletes
}

var errDraftsFull = fault.New(fault.Full, "保存的草稿太多，现在不能再存新的。可以直接填完提交，或者下载空白申请表填写后邮寄、送到窗口。")

var keepDraft = act.Define(act.Spec[draftWrite, civil.Date]{
	Name: "portal.draft.keep", Label: "保存申请草稿", Open: "a draft is kept by whoever holds its code",
	Quiet: "a draft is no application yet: nothing is decided by it, and nobody can read it without its code",
	Do: func(tx *act.Tx, in draftWrite) (civil.Date, act.Entry, error) {
		until := tx.Today.AddDays(DraftDays)
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("draft_expire"), tx.Today); err != nil {
			return until, act.Entry{}, err
		}
		if in.sealed == nil {
			_, err := db.Exec(tx.Ctx, tx, q.SQL("draft_delete"), in.lookup)
			return until, act.Entry{}, err
		}
		n, err := db.Exec(tx.Ctx, tx, q.SQL("draft_update"), in.lookup, in.sealed, until)
		if err != nil || n > 0 {
			return until, act.Entry{}, err
		}
		count, err := db.One[int64](tx.Ctx, tx, q.SQL("draft_count"))
		if err != nil {
			return until, act.Entry{}, err
		}
		if count >= MaxDrafts {
			return until, act.Entry{}, errDraftsFull
		}
		id, err := tx.Next("disclosure_draft")
		if err != nil {
			return until, act.Entry{}, err
		}
		_, err = db.Exec(tx.Ctx, tx, q.SQL("draft_insert"), id, in.lookup, in.sealed, until)
		return until, act.Entry{}, err
	}})

// SaveDraft keeps what was typed under a code, a new one when code is empty, and
// gives the code and the last day on which it can be had. Files are not kept.
func (p *Portal) SaveDraft(ctx context.Context, code string, values url.Values) (string, civil.Date, error) {
	if code == "" {
		code = newDraftCode()
	}
	plain, err := json.Marshal(values)
	if err != nil {
		return "", civil.Date{}, err
	}
	if len(plain) > maxDraft {
		return "", civil.Date{}, fault.New(fault.TooLarge, "填写的内容太长，草稿没有保存。请删短后再存。")
	}
	aead, err := draftCipher(code)
	if err != nil {
		return "", civil.Date{}, err
	}
	sealed := aead.Seal(nil, nil, plain, nil) //nolint:gosec // this cipher makes its own random nonce
	until, err := keepDraft.Run(ctx, p.Door, stranger, draftWrite{draftLookup(code), sealed})
	return code, until, err
}

// Draft gives what was saved under a code; ok is false if there is nothing, be the
// code wrong or the draft expired.
func (p *Portal) Draft(ctx context.Context, code string) (values url.Values, until civil.Date, ok bool, err error) {
	row, ok, err := db.Maybe[draftRow](ctx, p.Door.Reader(), q.SQL("draft"), draftLookup(code))
	if err != nil || !ok || row.Expires.Before(p.Door.Today()) {
		return nil, until, false, err
	}
	aead, err := draftCipher(code)
	if err != nil {
		return nil, until, false, err
	}
	plain, err := aead.Open(nil, nil, row.Sealed, nil)
	if err != nil {
		return nil, until, false, fault.Wrap("portal.draft", fault.Unavailable, err)
	}
	if err := json.Unmarshal(plain, &values); err != nil {
		return nil, until, false, fault.Wrap("portal.draft", fault.Unavailable, err)
	}
	return values, row.Expires, true, nil
}

// DropDraft forgets a draft.
func (p *Portal) DropDraft(ctx context.Context, code string) error {
	_, err := keepDraft.Run(ctx, p.Door, stranger, draftWrite{lookup: draftLookup(code)})
	return err
}
