package release

import (
	"context"
	"fmt"

	"lantai.internal/kit/db"
)

// Edition is a word that changes whenever anything changes of what is public or was
// taken down, so that the public pages need not read it all again.
func (r *Room) Edition(ctx context.Context, rd db.Reader) (string, error) {
	x, err := db.One[struct {
		Items   int64 `db:"items"`
		Changes int64 `db:"changes"`
	}](ctx, rd, q.SQL("edition"))
	return fmt.Sprintf("%d.%d", x.Items, x.Changes), err
}
