package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestProofsAndTheirEdits(t *testing.T) {
	dir := installation(t)
	imported(t, 0, dir, write(t, "in.ndjson", ndjson(t, papers(2019, 3, "凭证")...)))
	arranged(t, dir, 2019)
	var v struct{ Entries int }
	lantai(t, "ledger", "verify", "--data", dir, "--json").want(t, 0).into(t, &v)
	for _, entry := range []string{"0", "-1", "999999"} {
		lantai(t, "ledger", "prove", "--data", dir, "--json", "--", entry).want(t, 2)
	}
	r := lantai(t, "ledger", "prove", "5", "--data", dir, "--json").want(t, 0)
	r.object(t)
	proof := []byte(r.out)
	file := write(t, "proof.json", proof)
	// Away from the installation, with nothing but the file.
	if m := lantai(t, "ledger", "check-proof", file, "--json").want(t, 0).object(t); m["valid"] != true {
		t.Fatal(m)
	}
	lantai(t, "ledger", "check-proof", filepath.Join(t.TempDir(), "none")).want(t, 2)
	lantai(t, "ledger", "check-proof", write(t, "empty", nil)).want(t, 2)
	other := installation(t)
	if m := lantai(t, "ledger", "check-proof", file, "--key", publicKey(t, other), "--json"); m.code == 0 && publicKey(t, other) != publicKey(t, dir) {
		t.Error("a proof of another installation's key was accepted")
	}
	// Every kind of edit, a sample of places through the program; every place of
	// every edit is tried inside the ledger package.
	step := max(1, len(proof)/60)
	for at := 0; at < len(proof); at += step {
		for _, edit := range [][]byte{
			append(append(append([]byte{}, proof[:at]...), proof[at]^0x20), proof[at+1:]...),
			append(append([]byte{}, proof[:at]...), proof[at+1:]...),
		} {
			if bytes.Equal(bytes.TrimSuffix(edit, []byte("\n")), bytes.TrimSuffix(proof, []byte("\n"))) {
				continue
			}
			r := lantai(t, "ledger", "check-proof", write(t, "p", edit), "--json")
			if r.code != 1 && r.code != 2 {
				t.Fatalf("edit at %d accepted: %v", at, r)
			}
		}
	}
}

func publicKey(t testing.TB, dir string) string {
	t.Helper()
	var p struct {
		PublicKey string `json:"public_key"`
	}
	if err := json.Unmarshal([]byte(lantai(t, "ledger", "prove", "1", "--data", dir).want(t, 0).out), &p); err != nil || p.PublicKey == "" {
		t.Fatal(err)
	}
	return p.PublicKey
}

// An entry stands in the ledger for everything that was done and everything
// that was refused by rule, and a witness kept elsewhere is held against it.
func TestLedgerAndWitness(t *testing.T) {
	dir := installation(t)
	imported(t, 0, dir, write(t, "a.ndjson", ndjson(t, papers(2019, 3, "见证")...)))
	var p struct{ Checkpoint string }
	r := lantai(t, "ledger", "prove", "1", "--data", dir).want(t, 0).into(t, &p)
	note := write(t, "head.txt", []byte(p.Checkpoint))
	proof := write(t, "proof.json", []byte(r.out))
	old := filepath.Join(t.TempDir(), "older")
	copyTree(t, dir, old)
	imported(t, 0, dir, write(t, "b.ndjson", ndjson(t, papers(2018, 3, "见证")...)))
	for _, w := range []string{note, proof} {
		lantai(t, "ledger", "verify", "--data", dir, "--witness", w, "--json").want(t, 0).object(t)
	}
	// The whole folder put back to an earlier day holds together in itself: only
	// what was kept elsewhere knows better.
	lantai(t, "ledger", "prove", "1", "--data", dir).want(t, 0).into(t, &p)
	late := write(t, "head.txt", []byte(p.Checkpoint))
	lantai(t, "ledger", "verify", "--data", old, "--json").want(t, 0)
	m := lantai(t, "ledger", "verify", "--data", old, "--witness", late, "--json").want(t, 1)
	if !strings.Contains(m.out, "missing") {
		t.Errorf("an older state was not named: %v", m)
	}
	lantai(t, "ledger", "verify", "--data", dir, "--witness", filepath.Join(t.TempDir(), "none")).want(t, 2)
	lantai(t, "ledger", "verify", "--data", dir, "--witness", write(t, "w", []byte("nonsense\n")), "--json").want(t, 1)
	if err := os.WriteFile(filepath.Join(old, "keys", "ledger.key"), []byte("rubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	lantai(t, "ledger", "verify", "--data", old, "--json").want(t, 4).says(t, "密钥")
}
