// Package rows reads and writes the rows of watched tables as Go structs: the columns
// are the db tags of the struct, in their order, beside an ID int64 `db:"id"`.
package rows

import (
	"context"
	"reflect"
	"strings"

	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Table is a watched table whose rows are of type T.
type Table[T any] struct {
	name    string
	columns []string
	all     string // SELECT of all columns, as x
}

// Watched declares a watched table; called while packages are initialised. A T without
// an ID panics.
func Watched[T any](name string) Table[T] {
	t := Table[T]{name: name}
	kind := reflect.TypeFor[T]()
	if f, ok := kind.FieldByName("ID"); !ok || f.Tag.Get("db") != "id" || f.Type.Kind() != reflect.Int64 {
		panic("rows: " + name + " has no ID int64 `db:\"id\"`")
	}
	for i := range kind.NumField() {
		if c := kind.Field(i).Tag.Get("db"); c != "" && c != "id" {
			t.columns = append(t.columns, c)
		}
	}
	t.all = "SELECT x.id, x." + strings.Join(t.columns, ", x.") + " FROM " + name + " x"
	act.Watch(name, t.columns...)
	return t
}

func (t Table[T]) values(v *T) []any {
	var out []any
	rv := reflect.ValueOf(v).Elem()
	for i := range rv.NumField() {
		c := rv.Type().Field(i).Tag.Get("db")
		if c == "" || c == "id" {
			continue
		}
		x := rv.Field(i).Interface()
		if s, ok := x.(string); ok {
			x = db.Clean(s)
		}
		out = append(out, x)
	}
	return out
}

func (t Table[T]) id(v *T) reflect.Value { return reflect.ValueOf(v).Elem().FieldByName("ID") }

// Subject names a row in the ledger.
func (t Table[T]) Subject(id int64) string { return act.Subject(t.name, id) }

// Insert writes a new row and gives it its id, unless it has one.
func (t Table[T]) Insert(tx *act.Tx, v *T) error {
	id := t.id(v).Int()
	if id == 0 {
		n, err := tx.Next(t.name)
		if err != nil {
			return err
		}
		id = n
		t.id(v).SetInt(id)
	}
	return act.Insert(tx, t.name, id, t.columns, t.values(v))
}

// Save writes over a row that the deed keeps (Locked).
func (t Table[T]) Save(tx *act.Tx, v *T) error {
	return act.Overwrite(tx, t.name, t.id(v).Int(), t.columns, t.values(v))
}

// Locked reads a row and keeps it until the deed ends; one that is not there is out of
// reach.
func (t Table[T]) Locked(tx *act.Tx, id int64) (T, error) {
	v, ok, err := act.Locked[T](tx, t.all+" WHERE x.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(t.Subject(id))
	}
	return v, err
}

// Get reads a row; one that is not there is out of reach.
func (t Table[T]) Get(ctx context.Context, rd db.Reader, id int64) (T, error) {
	v, ok, err := db.Maybe[T](ctx, rd, t.all+" WHERE x.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(t.Subject(id))
	}
	return v, err
}

// List reads the rows that rest asks for, such as "WHERE x.year = $1 ORDER BY x.id".
func (t Table[T]) List(ctx context.Context, rd db.Reader, rest string, args ...any) ([]T, error) {
	return db.All[T](ctx, rd, t.all+" "+rest, args...)
}

// Maybe reads at most one row.
func (t Table[T]) Maybe(ctx context.Context, rd db.Reader, rest string, args ...any) (T, bool, error) {
	return db.Maybe[T](ctx, rd, t.all+" "+rest, args...)
}
