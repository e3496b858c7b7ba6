package org

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"lantai.internal/base/fault"
)

// totpAt is the six-digit code of RFC 6238 (SHA-1, 30 seconds) at a time step.
func totpAt(secret []byte, step int64) string {
	var msg [8]byte
	binary.BigEndian.PutUint64(msg[:], uint64(step))
	m := hmac.New(sha1.New, secret)
	m.Write(msg[:])
	sum := m.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	n := binary.BigEndian.Uint32(sum[at:at+4]) & 0x7fffffff
	return fmt.Sprintf("%06d", n%1_000_000)
}

// totpStep finds the step, one either side of now, whose code this is, later
// than the last one used; ok is false if there is none.
func totpStep(secret []byte, code string, now time.Time, last int64) (int64, bool) {
	cur := now.Unix() / 30
	for _, s := range []int64{cur, cur - 1, cur + 1} {
		if s > last && hmac.Equal([]byte(totpAt(secret, s)), []byte(code)) {
			return s, true
		}
	}
	return 0, false
}

// TOTPSecret is a new secret with the address that authenticator apps read.
func TOTPSecret(issuer, login string) (secret, uri string) {
	b := make([]byte, 20)
	_, _ = rand.Read(b)
	secret = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
	return secret, totpAddress(issuer, login, secret)
}

func totpAddress(issuer, login, secret string) string {
	return "otpauth://totp/" + url.PathEscape(issuer+":"+login) + "?secret=" + secret + "&issuer=" + url.QueryEscape(issuer)
}

// sealer keeps second-factor secrets unreadable to who holds the database alone.
type sealer struct{ aead cipher.AEAD }

func openSealer(dir string) (*sealer, error) {
	path := filepath.Join(dir, "keys", "secrets.key")
	key, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		key = make([]byte, 32)
		_, _ = rand.Read(key)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, fault.Wrap("org.key", fault.Full, err)
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, os.ErrExist) {
			return openSealer(dir)
		}
		if err != nil {
			return nil, fault.Wrap("org.key", fault.Full, err)
		}
		_, err = f.Write(key)
		if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
			return nil, fault.Wrap("org.key", fault.Full, err)
		}
	} else if err != nil {
		return nil, fault.Wrap("org.key", fault.Unavailable, err)
	}
	if len(key) != 32 {
		return nil, fault.New(fault.Unavailable, "密钥文件 keys/secrets.key 已损坏，请从备份恢复。")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &sealer{aead}, err
}

func (s *sealer) seal(plain string) string {
	nonce := make([]byte, s.aead.NonceSize())
	_, _ = rand.Read(nonce)
	return base64.StdEncoding.EncodeToString(s.aead.Seal(nonce, nonce, []byte(plain), nil))
}

func (s *sealer) open(sealed string) (string, error) {
	b, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(b) < s.aead.NonceSize() {
		return "", errors.New("org: sealed secret is damaged")
	}
	p, err := s.aead.Open(nil, b[:s.aead.NonceSize()], b[s.aead.NonceSize():], nil)
	return string(p), err
}
