// Command gen writes what is derived from the rule book and the source:
// base/law/clauses_gen.go, one constant a clause, and
// hall/rulebook/coverage_gen.json, which functions, tests and pages cite which
// clause.
//
//	go run ./hall/rulebook/gen          # writes both
//	go run ./hall/rulebook/gen -check   # exit 1 if one is out of date
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"lantai.internal/hall/rulebook"
	"lantai.internal/rulebooks"
)

func main() {
	check := flag.Bool("check", false, "only report whether the files are up to date")
	flag.Parse()
	stale, err := run(*check)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(2)
	}
	for _, f := range stale {
		fmt.Fprintln(os.Stderr, "out of date:", f)
	}
	if *check && len(stale) > 0 {
		os.Exit(1)
	}
}

// run makes the files and lists those that differed from what was there.
func run(check bool) (stale []string, err error) {
	root, err := moduleRoot()
	if err != nil {
		return nil, err
	}
	files, err := generate(root)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{constantsFile, coverageFile} {
		path := filepath.Join(root, name)
		old, err := os.ReadFile(path)
		if err != nil && !os.IsNotExist(err) {
			return nil, err
		}
		if bytes.Equal(old, files[name]) {
			continue
		}
		stale = append(stale, name)
		if !check {
			if err := os.WriteFile(path, files[name], 0o644); err != nil {
				return nil, err
			}
		}
	}
	return stale, nil
}

const (
	constantsFile = "base/law/clauses_gen.go"
	coverageFile  = "hall/rulebook/coverage_gen.json"
)

func generate(root string) (map[string][]byte, error) {
	book, err := rulebook.Load(rulebooks.Default)
	if err != nil {
		return nil, err
	}
	constants, names, err := clauseConstants(book, filepath.Join(root, "base/law/law.go"))
	if err != nil {
		return nil, err
	}
	coverage, err := scan(root, names, map[string][]byte{constantsFile: constants})
	if err != nil {
		return nil, err
	}
	return map[string][]byte{constantsFile: constants, coverageFile: coverage}, nil
}

// moduleRoot finds the folder of go.mod above the working directory.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("no go.mod above the working directory")
		}
		dir = up
	}
}
