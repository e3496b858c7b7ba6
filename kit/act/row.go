package act

import (
	"fmt"
	"strings"

	"lantai.internal/kit/db"
)

// Insert writes a new row with its id and the values of columns, in their order,
// and touches it.
func Insert(tx *Tx, table string, id int64, columns []string, values []any) error {
	marks := make([]string, len(columns)+1)
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	_, err := db.Exec(tx.Ctx, tx, "INSERT INTO "+table+" (id, "+strings.Join(columns, ", ")+") VALUES ("+strings.Join(marks, ", ")+")", append([]any{id}, values...)...)
	tx.Touch(table, id)
	return err
}

// Replace writes the values of all columns over a row and touches it; ok is false,
// and nothing is written, if the row no longer has the version that was seen.
func Replace(tx *Tx, table string, id, seen int64, columns []string, values []any) (ok bool, err error) {
	return update(tx, table, id, columns, values, fmt.Sprintf(" AND version = $%d", len(columns)+2), seen)
}

// Overwrite writes the values of columns over a row that the deed keeps (Locked), or
// that belongs to one it keeps, and touches it.
func Overwrite(tx *Tx, table string, id int64, columns []string, values []any) error {
	ok, err := update(tx, table, id, columns, values, "")
	if err == nil && !ok {
		err = OutOfReach(Subject(table, id))
	}
	return err
}

func update(tx *Tx, table string, id int64, columns []string, values []any, also string, args ...any) (ok bool, err error) {
	set := make([]string, len(columns))
	for i, c := range columns {
		set[i] = fmt.Sprintf("%s = $%d", c, i+2)
	}
	n, err := db.Exec(tx.Ctx, tx, "UPDATE "+table+" SET "+strings.Join(set, ", ")+" WHERE id = $1"+also, append(append([]any{id}, values...), args...)...)
	tx.Touch(table, id)
	return n > 0, err
}
