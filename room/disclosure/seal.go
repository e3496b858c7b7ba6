package disclosure

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/kit/db"
)

// symbols are those of the query code: no I, L, O, U, which are misread.
const symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const codeLength = 12 // symbols before the check symbol: 60 bits

// keyed is a digest under the installation's key; words keep its uses apart.
func (r *Room) keyed(use string, words ...string) []byte {
	m := hmac.New(sha256.New, r.key)
	m.Write([]byte("disclosure " + use))
	for _, w := range words {
		m.Write([]byte{0})
		m.Write([]byte(w))
	}
	return m.Sum(nil)
}

// code is the query code of an application. It is never stored: number, issue and
// the installation's key make it, so that a receipt can be printed again.
func (r *Room) code(a Application) string {
	sum := r.keyed("code", a.Number, strconv.Itoa(a.CodeIssue), strconv.FormatInt(a.MadeAt, 10))
	b := make([]byte, codeLength)
	for i := range b {
		b[i] = symbols[sum[i]&31]
	}
	return group(string(b) + check(string(b)))
}

// group writes a code in fours for people to read out.
func group(code string) string {
	return code[:4] + "-" + code[4:8] + "-" + code[8:12] + "-" + code[12:]
}

// check is the symbol after a code: a weighted sum that catches a wrong symbol and
// two neighbours exchanged.
func check(code string) string {
	sum := 0
	for i := range len(code) {
		sum += (i + 2) * strings.IndexByte(symbols, code[i])
	}
	return symbols[sum%31 : sum%31+1]
}

// tidy reads a code as people type it; ok is false for what cannot be one.
func tidy(code string) (string, bool) {
	var b strings.Builder
	for _, c := range strings.ToUpper(code) {
		if c >= '０' && c <= 'ｚ' {
			c -= 0xFEE0
			if c >= 'a' && c <= 'z' {
				c -= 32
			}
		}
		switch c {
		case ' ', '-', '－', '　', '—':
			continue
		case 'I', 'L':
			c = '1'
		case 'O':
			c = '0'
		}
		if c > 127 || !strings.ContainsRune(symbols, c) {
			return "", false
		}
		b.WriteRune(c)
	}
	s := b.String()
	if len(s) != codeLength+1 || check(s[:codeLength]) != s[codeLength:] {
		return "", false
	}
	return group(s), true
}

// codeHash is what is stored of a code.
func (r *Room) codeHash(number, code string) string {
	return hex.EncodeToString(r.keyed("code hash", number, code))
}

// cell is the cipher for identity numbers. Its key is made from the installation's, so
// that the database alone, or a copy of it, gives no number away.
func (r *Room) cell() (cipher.AEAD, error) {
	block, err := aes.NewCipher(r.keyed("identity numbers"))
	if err != nil {
		return nil, fault.Wrap("disclosure.seal", fault.Internal, err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return aead, fault.Wrap("disclosure.seal", fault.Internal, err)
}

// seal makes an identity number unreadable; it opens for its own application alone. An
// empty one stays empty.
func (r *Room) seal(application int64, number string) (string, error) {
	if number == "" {
		return "", nil
	}
	aead, err := r.cell()
	if err != nil {
		return "", err
	}
	return base64.RawStdEncoding.EncodeToString(aead.Seal(nil, nil, []byte(number), []byte(strconv.FormatInt(application, 10)))), nil //nolint:gosec // this cipher makes its own random nonce
}

func (r *Room) unseal(application int64, sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	aead, err := r.cell()
	if err != nil {
		return "", err
	}
	b, err := base64.RawStdEncoding.DecodeString(sealed)
	if err == nil {
		b, err = aead.Open(nil, nil, b, []byte(strconv.FormatInt(application, 10)))
	}
	if err != nil {
		return "", fault.New(fault.Unavailable, "证件号码解不开，密钥文件 keys/secrets.key 与数据库不是同一套，请从备份恢复 keys 目录。")
	}
	return string(b), nil
}

// applicantKey tells applications of the same applicant without saying who it is.
func (r *Room) applicantKey(p Party) string {
	id := strings.ToUpper(db.Trimmed(p.PaperNumber))
	switch {
	case p.CreditCode != "":
		id = "组织 " + strings.ToUpper(db.Trimmed(p.CreditCode))
	case id == "":
		id = "无证件 " + db.Trimmed(p.Name) + " " + db.Trimmed(p.Phone) + db.Trimmed(p.Mail) + db.Trimmed(p.Address)
	}
	return hex.EncodeToString(r.keyed("applicant", id))[:40]
}

// shown is a name as the register has it: of a person the first character alone.
func shown(p Party, class string) string {
	name := []rune(db.Trimmed(p.Name))
	if class != Person || len(name) == 0 {
		return string(name)
	}
	return string(name[:1]) + strings.Repeat("*", max(1, len(name)-1))
}
