package packet

import (
	"bufio"
	"encoding/xml"
	"io"
	"strings"
	"time"

	"lantai.internal/base/civil"
)

// xmlWriter writes indented XML piece by piece; the first error stays.
type xmlWriter struct {
	w     *bufio.Writer
	stack []string
	err   error
}

func newXMLWriter(w io.Writer) *xmlWriter {
	x := &xmlWriter{w: bufio.NewWriterSize(w, 64<<10)}
	x.raw(`<?xml version="1.0" encoding="UTF-8"?>`)
	return x
}

func (x *xmlWriter) raw(s string) {
	if x.err == nil {
		_, x.err = x.w.WriteString(s)
	}
}

func (x *xmlWriter) escaped(s string) {
	if x.err == nil {
		x.err = xml.EscapeText(x.w, []byte(s))
	}
}

func (x *xmlWriter) begin(name string, attrs []string) {
	x.raw("\n" + strings.Repeat(" ", len(x.stack)) + "<" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		x.raw(" " + attrs[i] + `="`)
		x.escaped(attrs[i+1])
		x.raw(`"`)
	}
	x.raw(">")
}

// open begins an element; attrs are names and values in turn.
func (x *xmlWriter) open(name string, attrs ...string) {
	x.begin(name, attrs)
	x.stack = append(x.stack, name)
}

// shut ends the innermost open element.
func (x *xmlWriter) shut() {
	name := x.stack[len(x.stack)-1]
	x.stack = x.stack[:len(x.stack)-1]
	x.raw("\n" + strings.Repeat(" ", len(x.stack)) + "</" + name + ">")
}

// leaf writes an element with text, even if the text is empty.
func (x *xmlWriter) leaf(name, text string, attrs ...string) {
	x.begin(name, attrs)
	x.escaped(strings.TrimSpace(text))
	x.raw("</" + name + ">")
}

// some writes an element only if there is a text for it.
func (x *xmlWriter) some(name, text string, attrs ...string) {
	if strings.TrimSpace(text) != "" {
		x.leaf(name, text, attrs...)
	}
}

func (x *xmlWriter) end() error {
	x.raw("\n")
	if x.err != nil {
		return x.err
	}
	return x.w.Flush()
}

// stamp is an instant as xs:dateTime in the zone of the house.
func stamp(t time.Time) string { return t.In(civil.Shanghai).Format("2006-01-02T15:04:05-07:00") }
