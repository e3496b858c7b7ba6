package app_test

import (
	"context"
	"io"

	"lantai.internal/room/archive"
)

// papers is a source of records held in memory.
type papers []archive.Incoming

// Next gives the next record.
func (p *papers) Next(context.Context) (*archive.Incoming, []archive.Rejection, []archive.Warning, error) {
	if len(*p) == 0 {
		return nil, nil, nil, io.EOF
	}
	x := (*p)[0]
	*p = (*p)[1:]
	return &x, nil, nil, nil
}
