package app

import "lantai.internal/hall/register"

// openRegisters readies the shared registers; the files of the rooms declare theirs.
func (a *App) openRegisters() { a.Registers = register.Open(a.Door, a.Org, a.Book.Bureau) }
