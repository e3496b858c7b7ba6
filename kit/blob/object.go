package blob

import (
	"errors"
	"io"
	"sync"

	"github.com/minio/minio-go/v7"
)

// object is an open object. Readers of ZIP and PDF files ask for a few bytes
// here and there: a block is fetched for each of those and kept for the next.
type object struct {
	*minio.Object
	size int64
	unit int64 // bytes of a block

	mu    sync.Mutex
	block []byte
	from  int64 // offset of block
}

// Size is the object's length in bytes.
func (o *object) Size() int64 { return o.size }

// ReadAt implements io.ReaderAt.
func (o *object) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, io.ErrUnexpectedEOF
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	n := 0
	for n < len(p) {
		at := off + int64(n)
		if at >= o.size {
			return n, io.EOF
		}
		if at < o.from || at >= o.from+int64(len(o.block)) {
			from := at / o.unit * o.unit
			block := make([]byte, min(max(o.unit, at+int64(len(p)-n)-from), o.size-from))
			got, err := o.Object.ReadAt(block, from)
			if got < len(block) {
				if err == nil || errors.Is(err, io.EOF) {
					err = io.ErrUnexpectedEOF
				}
				return n, err
			}
			o.block, o.from = block, from
		}
		n += copy(p[n:], o.block[at-o.from:])
	}
	return n, nil
}
