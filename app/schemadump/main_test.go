package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestDumpIsCurrent(t *testing.T) {
	want, err := dump()
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile(filepath.Join("..", "..", "docs", "schema.sql"))
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != want {
		t.Fatal("docs/schema.sql is not what the migrations make; run: go run ./app/schemadump")
	}
}
