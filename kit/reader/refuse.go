package reader

import (
	"context"
	"errors"
	"fmt"

	"lantai.internal/base/fault"
)

// The causes of a refusal, for errors.Is.
var (
	ErrEmpty       = errors.New("reader: empty file")
	ErrEncrypted   = errors.New("reader: encrypted file")
	ErrBroken      = errors.New("reader: broken file")
	ErrTooLarge    = errors.New("reader: over a limit")
	ErrBomb        = errors.New("reader: decompression bomb")
	ErrUnsafeName  = errors.New("reader: unsafe name")
	ErrUnsupported = errors.New("reader: not supported")
	ErrTimeout     = errors.New("reader: took too long")
)

func refuse(cause, inner error, format string, a ...any) *fault.Error {
	k := fault.Invalid
	switch cause {
	case ErrTooLarge, ErrBomb, ErrTimeout:
		k = fault.TooLarge
	case ErrUnsupported:
		k = fault.Unsupported
	}
	err := cause
	if inner != nil {
		err = fmt.Errorf("%w: %w", cause, inner)
	}
	return &fault.Error{Kind: k, Op: "reader", Say: fmt.Sprintf(format, a...), Err: err}
}

// named adds the file's name to an error that has no field yet.
func named(err error, name string) error {
	var e *fault.Error
	if !errors.As(err, &e) {
		if errors.Is(err, context.DeadlineExceeded) {
			e = refuse(ErrTimeout, err, "文件读取超时，没有读完。文件可能异常复杂，请用原软件另存后再上传。")
		} else if errors.Is(err, context.Canceled) {
			return err
		} else {
			e = refuse(ErrBroken, err, "文件已损坏，不能读取。请重新导出或重新上传原文件。")
		}
	}
	c := *e
	if c.Field == "" {
		display, _ := CleanName(name)
		c.Field, c.Value = "file", display
	}
	return &c
}

func broken(what string, inner error) error {
	var e *fault.Error
	if errors.As(inner, &e) {
		return inner
	}
	if errors.Is(inner, context.DeadlineExceeded) || errors.Is(inner, context.Canceled) {
		return inner
	}
	return refuse(ErrBroken, inner, "%s已损坏或不完整，不能读取。请用原软件打开检查、另存后重新上传。", what)
}

func bytesText(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f KB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d 字节", n)
}
