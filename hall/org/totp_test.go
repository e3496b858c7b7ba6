package org

import (
	"strings"
	"testing"
	"time"
)

// TestTOTPVectors are those of RFC 6238, appendix B (SHA-1), cut to six digits.
func TestTOTPVectors(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		if got := totpAt(secret, at/30); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
}

func TestTOTPWindow(t *testing.T) {
	secret := []byte("12345678901234567890")
	now := time.Unix(1111111111, 0)
	cur := now.Unix() / 30
	for off, ok := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		step, got := totpStep(secret, totpAt(secret, cur+off), now, 0)
		if got != ok || ok && step != cur+off {
			t.Errorf("%+d steps: %v at %d", off, got, step-cur)
		}
	}
	if _, ok := totpStep(secret, totpAt(secret, cur), now, cur); ok {
		t.Error("a code was taken twice")
	}
	if _, ok := totpStep(secret, totpAt(secret, cur-1), now, cur); ok {
		t.Error("a code older than the last one used was taken")
	}
	for _, bad := range []string{"", "12345", "0000000", "abcdef"} {
		if _, ok := totpStep(secret, bad, now, 0); ok {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestTOTPAddress(t *testing.T) {
	secret, uri := TOTPSecret("示例 局", "clerk")
	raw, err := decodeSecret(strings.ToLower(secret[:4] + " " + secret[4:]))
	if err != nil || len(raw) != 20 {
		t.Fatalf("%d bytes, %v", len(raw), err)
	}
	if !strings.HasPrefix(uri, "otpauth://totp/") || !strings.Contains(uri, "secret="+secret) || strings.Contains(uri, " ") {
		t.Errorf("address %q", uri)
	}
	other, _ := TOTPSecret("x", "clerk")
	if other == secret {
		t.Error("the same secret twice")
	}
}

// CodeAt gives tests the code of a secret at an instant.
func CodeAt(secret string, at time.Time) string {
	raw, err := decodeSecret(secret)
	if err != nil {
		panic(err)
	}
	return totpAt(raw, at.Unix()/30)
}
