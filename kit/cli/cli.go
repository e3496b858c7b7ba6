// Package cli is the manner of the command line: exit statuses of the contract,
// one JSON document on standard output, words for people on standard error.
package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"lantai.internal/base/fault"
)

// Exit statuses: 0 done and sound, 1 done and the answer is no, 2 bad input,
// 3 refused by rule or right, 4 the machine failed.
const (
	OK      = 0
	No      = 1
	Bad     = 2
	Refused = 3
	Failed  = 4
)

// Streams are where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Standard are the process's own streams.
func Standard() *Streams { return &Streams{os.Stdin, os.Stdout, os.Stderr} }

// JSON writes one document to standard output.
func (s *Streams) JSON(v any) error {
	enc := json.NewEncoder(s.Out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// Say writes a line for people to standard error.
func (s *Streams) Say(format string, a ...any) { fmt.Fprintf(s.Err, format+"\n", a...) }

// Tell writes a line for people to standard output, where it is the answer.
func (s *Streams) Tell(format string, a ...any) { fmt.Fprintf(s.Out, format+"\n", a...) }

// Status ends a command with an exit status that is no error, such as No.
type Status int

// Error makes a Status an error, so that a command can return it.
func (s Status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// Report prints an error for people and gives the exit status.
func (s *Streams) Report(err error) int {
	if err == nil {
		return OK
	}
	var st Status
	if errors.As(err, &st) {
		return int(st)
	}
	f := fault.Of(err)
	s.Say("错误：%s", f.Safe())
	if f.Field != "" {
		s.Say("  字段 %s，值“%s”", f.Field, f.Value)
	}
	if f.Clause != "" {
		s.Say("  依据 %s", f.Clause)
	}
	if f.Kind == fault.Internal || f.Kind == fault.Unavailable || f.Kind == fault.Full || f.Kind == fault.Unknown {
		s.Say("  详情：%v", err)
	}
	return fault.Exit(err)
}
