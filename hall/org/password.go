package org

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/crypto/argon2"

	"lantai.internal/base/fault"
)

// Cost is the work of one password check (argon2id). The default takes some tens
// of milliseconds and 19 MiB, fit for a small server.
type Cost struct {
	MemoryKiB uint32
	Passes    uint32
}

// DefaultCost is what new passwords are kept with.
var DefaultCost = Cost{MemoryKiB: 19 * 1024, Passes: 2}

// checks bounds how many passwords are worked on at once, so that a flood of
// sign-ins cannot take all memory.
var checks = make(chan struct{}, 2)

func hashPassword(pw string, c Cost) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt)
	checks <- struct{}{}
	defer func() { <-checks }()
	h := argon2.IDKey([]byte(pw), salt, c.Passes, c.MemoryKiB, 1, 32)
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, c.MemoryKiB, c.Passes, b.EncodeToString(salt), b.EncodeToString(h))
}

// checkPassword compares in constant time; a string that is no PHC string never matches.
func checkPassword(pw, phc string) bool {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	var v int
	var c Cost
	if _, err := fmt.Sscanf(parts[2], "v=%d", &v); err != nil || v != argon2.Version {
		return false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=1", &c.MemoryKiB, &c.Passes); err != nil || c.Passes == 0 || c.MemoryKiB > 1<<20 {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(want) == 0 {
		return false
	}
	checks <- struct{}{}
	defer func() { <-checks }()
	got := argon2.IDKey([]byte(pw), salt, c.Passes, c.MemoryKiB, 1, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}

// RandomPassword makes a one-time password of 16 characters without look-alikes.
func RandomPassword() string {
	const letters = "abcdefghjkmnpqrstuvwxyz"
	const rest = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	all := letters + rest
	b := make([]byte, 16)
	_, _ = rand.Read(b)
	for i := range b {
		b[i] = all[int(b[i])%len(all)]
	}
	// One of each class, so that the policy accepts it.
	b[0], b[5], b[10] = letters[int(b[0])%len(letters)], rest[int(b[5])%24], rest[24+int(b[10])%8]
	return string(b[:4]) + "-" + string(b[4:8]) + "-" + string(b[8:12]) + "-" + string(b[12:])
}

// Policy is what a password must be.
type Policy struct {
	Name    string
	Min     int // characters
	Classes int // of lower, upper, digit, other
	MaxDays int // days until it must be changed; 0 never
}

// The two presets: graded protection (等保, the default) asks for classes and
// regular change, ASVS for length alone.
var (
	Graded = Policy{Name: "等保", Min: 10, Classes: 3, MaxDays: 90}
	ASVS   = Policy{Name: "ASVS", Min: 12}
)

// Words says what a password must be, as a hint under its field.
func (p Policy) Words() string {
	s := fmt.Sprintf("至少 %d 个字符", p.Min)
	if p.Classes > 0 {
		s += fmt.Sprintf("，含大写字母、小写字母、数字、其他字符中的 %d 类", p.Classes)
	}
	s += "，不含登录名和常见字串"
	if p.MaxDays > 0 {
		s += fmt.Sprintf("；%d 天后要再换", p.MaxDays)
	}
	return s + "。"
}

var common = []string{"password", "12345678", "qwertyui", "lantai", "admin", "archive", "qijiang", "abcd1234", "iloveyou", "88888888"}

// Check says what is wrong with a new password.
func (p Policy) Check(login, pw string) error {
	if n := len([]rune(pw)); n < p.Min {
		return fault.Field("password", "", fmt.Sprintf("口令至少 %d 个字符，现在只有 %d 个。", p.Min, n))
	} else if n > 128 {
		return fault.Field("password", "", "口令最多 128 个字符。")
	}
	var lower, upper, digit, other int
	for _, r := range pw {
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	if got := lower + upper + digit + other; got < p.Classes {
		return fault.Field("password", "", fmt.Sprintf("口令要有大写字母、小写字母、数字、其他字符中的 %d 类，现在是 %d 类。", p.Classes, got))
	}
	low := strings.ToLower(pw)
	if login != "" && strings.Contains(low, strings.ToLower(login)) {
		return fault.Field("password", "", "口令里不能含有登录名。")
	}
	for _, c := range common {
		if strings.Contains(low, c) {
			return fault.Field("password", "", "口令里有常见的字串“"+c+"”，容易被猜中，请换一个。")
		}
	}
	return nil
}
