package app

import (
	"context"
	"strings"

	"lantai.internal/base/law"
	"lantai.internal/hall/register"
	"lantai.internal/hall/rulebook"
)

// openRegisters readies the shared registers; the files of the rooms declare theirs.
func (a *App) openRegisters() {
	a.Registers = register.Open(a.Door, a.Org, a.Book.Bureau)
	a.Registers.Cite = a.cite
}

// cite says on what clauses rest; of chapters without a text of their own, on which
// national rules.
func (a *App) cite(ctx context.Context, basis []law.ID) (string, error) {
	b, err := a.Rules.At(ctx, a.Door.Today())
	if err != nil {
		return "", err
	}
	var own, added []string
	for _, id := range basis {
		say := b.Cite(rulebook.Basis{Clause: id})
		if c, ok := b.Card(id); ok && c.From != "" {
			added = append(added, say)
		} else {
			own = append(own, say)
		}
	}
	out := ""
	if len(own) > 0 {
		out = "依据：" + strings.Join(own, "；") + "。"
	}
	if len(added) > 0 {
		out += "原文没有这一章，据" + strings.Join(added, "；") + "。"
	}
	return out, nil
}
