// Package fault is the one error type of the house: what kind of thing went
// wrong, what happened (for the log), and what may be said (in Chinese, with the
// remedy). One table turns kinds into HTTP statuses and exit codes.
package fault

import (
	"errors"
	"fmt"
	"strings"

	"lantai.internal/base/law"
)

// Kind says what sort of failure an Error is.
type Kind uint8

// The kinds, from the caller's fault to the machine's.
const (
	Internal        Kind = iota // a defect of ours; never shown in detail
	Invalid                     // input that cannot be accepted; names field, value and remedy
	NotFound                    // no such thing, or hidden from this actor
	Unauthenticated             // nobody is signed in
	Forbidden                   // the actor lacks the right
	Rule                        // the rule book refuses it; cites the clause
	Conflict                    // somebody else was faster, or the state does not allow it
	TooLarge                    // over a limit
	Unsupported                 // a kind of file or request that is not handled
	TooMany                     // rate limit or lock-out
	Unknown                     // the outcome of a write is not known
	Full                        // no space left, or a read-only folder
	Unavailable                 // database or file store out of reach
)

type row struct {
	http, exit int
	say        string
}

var table = [...]row{
	Internal:        {500, 4, "系统内部出错，没有保存任何内容。请记下追踪号告知系统管理员。"},
	Invalid:         {422, 2, "填写的内容有误。"},
	NotFound:        {404, 2, "没有找到，或者您无权查看。"},
	Unauthenticated: {401, 3, "请先登录。"},
	Forbidden:       {403, 3, "您没有办理此事的权限。"},
	Rule:            {409, 3, "按规定不能办理。"},
	Conflict:        {409, 2, "内容已被他人先行处理，请刷新后再办。"},
	TooLarge:        {413, 2, "内容过大，未接收。"},
	Unsupported:     {415, 2, "不支持这种格式。"},
	TooMany:         {429, 3, "操作过于频繁，请稍后再试。"},
	Unknown:         {503, 4, "结果待确认，请勿重复提交；请稍后查看是否已经办理。"},
	Full:            {507, 4, "存储空间不足或不可写，未保存。请联系系统管理员清理或扩容；查阅不受影响。"},
	Unavailable:     {503, 4, "数据库或文件库暂时无法访问，未保存。请稍后再试。"},
}

// Error is a failure with two texts. Op and Err are for the log; Say, Field and
// Value are for the person. Clause is the ground of a refusal, if there is one.
type Error struct {
	Kind   Kind
	Op     string // what was being done, e.g. "archive.import"
	Say    string // Chinese, names the remedy
	Field  string // the field at fault, English name, for Invalid
	Value  string // the value as given, for Invalid
	Clause law.ID // why, for Rule and Forbidden
	Err    error  // the cause, never shown
	// Fields holds the faults of several fields of one form.
	Fields []FieldError
}

// FieldError is the fault of one field of a form.
type FieldError struct{ Field, Value, Say string }

// Error is the text for the log.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op + ": ")
	}
	b.WriteString(e.Safe())
	if e.Field != "" {
		fmt.Fprintf(&b, " [%s=%q]", e.Field, e.Value)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Safe is what may be shown to anybody: Chinese, without internals.
func (e *Error) Safe() string {
	if e.Say != "" {
		return e.Say
	}
	return table[e.Kind].say
}

// New makes an error of a kind with the text for the person.
func New(k Kind, say string) *Error { return &Error{Kind: k, Say: say} }

// Newf is New with a format.
func Newf(k Kind, format string, a ...any) *Error {
	return &Error{Kind: k, Say: fmt.Sprintf(format, a...)}
}

// Field makes an Invalid error that names the field, the value and the remedy.
func Field(field, value, say string) *Error {
	return &Error{Kind: Invalid, Field: field, Value: value, Say: say,
		Fields: []FieldError{{field, value, say}}}
}

// Join gathers the faults of several fields into one error, nil if there is none.
func Join(errs ...*Error) error {
	var all *Error
	for _, e := range errs {
		if e == nil {
			continue
		}
		if all == nil {
			c := *e
			c.Fields = append([]FieldError(nil), e.Fields...)
			all = &c
			continue
		}
		all.Fields = append(all.Fields, e.Fields...)
	}
	if all == nil {
		return nil
	}
	return all
}

// Refuse makes a Rule error that cites its clause.
func Refuse(clause law.ID, say string) *Error { return &Error{Kind: Rule, Clause: clause, Say: say} }

// Wrap gives err an operation and, if it is not one of ours already, a kind.
func Wrap(op string, k Kind, err error) error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return err
	}
	return &Error{Kind: k, Op: op, Err: err}
}

// Of finds the Error in err's chain; a foreign error becomes Internal.
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: Internal, Err: err}
}

// Is reports whether err is one of ours of kind k.
func Is(err error, k Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == k
}

// HTTP is the status code for err; 200 for nil.
func HTTP(err error) int {
	if err == nil {
		return 200
	}
	return table[Of(err).Kind].http
}

// Exit is the exit status for err by the command-line contract: 0 done, 2 bad
// input, 3 refused by rule or right, 4 the machine failed. (1, "the answer is
// no", is no error and is set by the command itself.)
func Exit(err error) int {
	if err == nil {
		return 0
	}
	return table[Of(err).Kind].exit
}
