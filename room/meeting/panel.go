package meeting

import (
	"context"

	"lantai.internal/kit/act"
	"lantai.internal/kit/web/ui"
)

// Panel gives further parts of the page of a meeting, for somebody who may see it.
type Panel func(ctx context.Context, who act.Actor, m Meeting) ([]ui.Part, error)
