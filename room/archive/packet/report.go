package packet

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"lantai.internal/base/fault"
)

// Kinds of package, as they stand in Report.Kind.
const (
	KindBag   = "bagit" // BagIt 0.93 to 1.0
	KindEEP   = "eep"   // DA/T 48-2009
	KindDAT93 = "dat93" // DA/T 93-2022, and the layout of the 2012 rules (version "2012")
)

// Report is the answer of Verify. Errors and Warnings are Chinese sentences and
// never nil; a package is valid when it has no errors.
type Report struct {
	Kind     string   `json:"kind"`
	Version  string   `json:"version"`
	Valid    bool     `json:"valid"`
	Errors   []string `json:"errors"`
	Warnings []string `json:"warnings"`
}

// Options bound what a reader will do for a package that may be hostile. The
// zero value of each field means its default.
type Options struct {
	// MaxFiles is the most files and folders a package may hold; default 1,000,000.
	MaxFiles int
	// MaxBytes is the most content, unpacked, in bytes; default 1 TiB.
	MaxBytes int64
	// MaxRatio is how many times its own size a compressed package may unpack to,
	// once it exceeds 64 MiB; default 200.
	MaxRatio int64
	// MaxLine is the longest line of a tag file or manifest in bytes; default 64 KiB.
	MaxLine int
	// MaxText is the longest text or tag in an XML file in bytes; default 1 MiB.
	// The Base64 content of an EEP does not count: it is streamed.
	MaxText int
	// MaxMessages is the most errors, and the most warnings, listed one by one; default 1,000.
	MaxMessages int
	// TempDir is where a compressed TAR is unpacked to one temporary file; default the system's.
	TempDir string
}

func (o Options) withDefaults() Options {
	if o.MaxFiles <= 0 {
		o.MaxFiles = 1_000_000
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = 1 << 40
	}
	if o.MaxRatio <= 0 {
		o.MaxRatio = 200
	}
	if o.MaxLine <= 0 {
		o.MaxLine = 64 << 10
	}
	if o.MaxText <= 0 {
		o.MaxText = 1 << 20
	}
	if o.MaxMessages <= 0 {
		o.MaxMessages = 1000
	}
	return o
}

// ratioFloor is the unpacked size below which no compression ratio is suspicious.
const ratioFloor = 64 << 20

// ErrNotPackage is in the chain of the error that Verify and Inspect give for
// something that is no package of a known kind (exit status 2).
var ErrNotPackage = errors.New("not a transfer package")

// IsNotPackage reports whether err says that a path holds no package at all.
func IsNotPackage(err error) bool { return errors.Is(err, ErrNotPackage) }

func notPackage(why string) error {
	return &fault.Error{Kind: fault.Unsupported, Op: "packet.verify", Err: ErrNotPackage,
		Say: why + "。能识别的有：BagIt 包（文件夹、ZIP、TAR）、电子文件封装包（XML）、电子档案移交信息包（DA/T 93）。"}
}

// findings gathers what is wrong with one package. Beyond the limit messages are
// counted but not kept, so that a hostile package cannot fill the memory.
type findings struct {
	errs, warns         []string
	moreErrs, moreWarns int
	max                 int
}

func (f *findings) errf(format string, a ...any) {
	if len(f.errs) >= f.max {
		f.moreErrs++
		return
	}
	f.errs = append(f.errs, fmt.Sprintf(format, a...))
}

func (f *findings) warnf(format string, a ...any) {
	if len(f.warns) >= f.max {
		f.moreWarns++
		return
	}
	f.warns = append(f.warns, fmt.Sprintf(format, a...))
}

func (f *findings) report(kind, version string) Report {
	r := Report{Kind: kind, Version: version, Valid: len(f.errs) == 0,
		Errors: append([]string{}, f.errs...), Warnings: append([]string{}, f.warns...)}
	if f.moreErrs > 0 {
		r.Errors = append(r.Errors, fmt.Sprintf("另有 %d 处错误未逐条列出。", f.moreErrs))
	}
	if f.moreWarns > 0 {
		r.Warnings = append(r.Warnings, fmt.Sprintf("另有 %d 处提醒未逐条列出。", f.moreWarns))
	}
	return r
}

// show quotes a name out of a package for a message: control characters and
// broken text are made visible, very long names are cut.
func show(s string) string {
	const most = 160
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	plain := utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
	if !plain {
		s = strings.Trim(strconv.QuoteToGraphic(s), `"`)
	}
	return "“" + s + "”"
}
