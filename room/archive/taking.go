package archive

import (
	"errors"
	"fmt"
	"io"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/ledger"
)

// An import keeps one core busy with the database alone. Reading and describing
// the records goes on before it, and taking the digests of their rows after it,
// in goroutines of their own.

// onceSource is a source that can be read once only.
type onceSource struct {
	Source
	begun bool
}

// readRow is what the source gave, with the item made of it.
type readRow struct {
	in   *Incoming
	it   *Item
	rej  []Rejection
	warn []Warning
	err  error
}

// there refuses files that were destroyed after they were put.
func (t *taking) there(files []IncomingFile) error {
	if t.opt.DryRun { // nothing was put
		return nil
	}
	for _, f := range files {
		if there, err := t.r.Files.Has(t.tx.Ctx, f.SHA256); err != nil {
			return err
		} else if !there {
			return &fault.Error{Kind: fault.Conflict, Op: "archive.take", Value: f.SHA256, Err: blob.ErrDestroyed,
				Say: "“" + f.Name + "”存入以后，同样内容的文件按销毁清册销毁了，这一批没有收入。请把这一批再交一次。"}
		}
	}
	return nil
}

type readAhead struct {
	rows <-chan readRow // closed at the end of the source
	stop func()         // ends reading and waits for that
}

// aheadRows bounds what is held in memory: records with their texts.
const aheadRows = 64

func (t *taking) readAhead() readAhead {
	rows, stop := make(chan readRow, aheadRows), make(chan struct{})
	go func() {
		defer close(rows)
		defer func() {
			if p := recover(); p != nil { // what strangers wrote must not end the server
				select {
				case rows <- readRow{err: &fault.Error{Kind: fault.Internal, Op: "archive.take", Err: fmt.Errorf("panic: %v", p)}}:
				case <-stop:
				}
			}
		}()
		for {
			var x readRow
			x.in, x.rej, x.warn, x.err = t.src.Next(t.tx.Ctx)
			if errors.Is(x.err, io.EOF) {
				x.err = nil
				if len(x.warn) > 0 {
					select {
					case rows <- readRow{warn: x.warn}:
					case <-stop:
					}
				}
				return
			}
			if x.err == nil && x.in != nil && len(x.rej) == 0 {
				x.it = t.item(x.in)
				x.err = t.there(x.in.Files)
			}
			select {
			case rows <- x:
			case <-stop:
				return
			}
			if x.err != nil {
				return
			}
		}
	}()
	return readAhead{rows, func() {
		close(stop)
		for range rows { // nobody may read the source any more when the import ends
		}
	}}
}

// digesting is the digests of consecutive rows on their way.
type digesting struct {
	first int64
	sums  <-chan []byte
}

// digestItems begins to take the digests of the rows written so far.
func (t *taking) digestItems() {
	rows, first := t.itemRows, t.itemFirst
	t.itemRows = nil
	t.itemFirst += int64(len(rows))
	if len(rows) == 0 || noDigests {
		return
	}
	sums := make(chan []byte, 1)
	t.digests = append(t.digests, digesting{first, sums})
	go func() {
		all := make([]byte, 0, len(rows)*ledger.DigestSize)
		for i, vals := range rows {
			d := act.RowDigest("archive_item", first+int64(i), vals)
			all = append(all, d[:]...)
		}
		sums <- all
	}()
}

// noDigests is set by a benchmark alone.
var noDigests = false

// touchItems waits for the digests and gives them to the ledger.
func (t *taking) touchItems() {
	t.tx.TouchRange("archive_item", t.itemFirst, nil)
	for _, d := range t.digests {
		t.tx.TouchRange("archive_item", d.first, <-d.sums)
	}
	t.digests = nil
}
