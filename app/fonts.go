package app

import (
	"log/slog"
	"os"
	"path/filepath"

	"lantai.internal/base/fault"
	"lantai.internal/kit/print"
	"lantai.internal/kit/print/official"
)

// ownFonts reads the typefaces that the bureau has put into fonts/ of the data folder.
// They cost time and memory: whoever calls it keeps the answer.
func (a *App) ownFonts() (*print.Fonts, error) {
	fonts, problems, err := official.Fonts(os.DirFS(filepath.Join(a.dir, "fonts")))
	for _, p := range problems {
		slog.Warn("a typeface is not used", "reason", fault.Of(p).Safe())
	}
	return fonts, err
}
