package reception

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// table is a watched table whose columns are the db tags of T, in their order. Its
// rows carry a version.
type table[T any] struct {
	name    string
	columns []string
	all     string // SELECT of all columns, as x
}

func tableOf[T any](name string) table[T] {
	t := table[T]{name: name}
	for i := range reflect.TypeFor[T]().NumField() {
		if c := reflect.TypeFor[T]().Field(i).Tag.Get("db"); c != "" && c != "id" {
			t.columns = append(t.columns, c)
		}
	}
	t.all = "SELECT x.id, x." + strings.Join(t.columns, ", x.") + " FROM " + name + " x"
	act.Watch(name, t.columns...)
	return t
}

func (t table[T]) values(v *T) []any {
	var out []any
	rv := reflect.ValueOf(v).Elem()
	for i := range rv.NumField() {
		f := rv.Type().Field(i)
		if c := f.Tag.Get("db"); c == "" || c == "id" {
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

func field[T any](v *T, name string) reflect.Value {
	return reflect.ValueOf(v).Elem().FieldByName(name)
}

// insert writes a new row and gives it its number and, if it has one, its version.
func (t table[T]) insert(tx *act.Tx, v *T) error {
	id, err := tx.Next(t.name)
	if err != nil {
		return err
	}
	field(v, "ID").SetInt(id)
	if f := field(v, "Version"); f.IsValid() {
		f.SetInt(1)
	}
	return act.Insert(tx, t.name, id, t.columns, t.values(v))
}

// save writes over the version that was read.
func (t table[T]) save(tx *act.Tx, v *T) error {
	f := field(v, "Version")
	seen := f.Int()
	f.SetInt(seen + 1)
	ok, err := act.Replace(tx, t.name, field(v, "ID").Int(), seen, t.columns, t.values(v))
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "这一条刚刚被别人改过，请重新打开再办。")
	}
	return err
}

func (t table[T]) locked(tx *act.Tx, id int64) (T, error) {
	v, ok, err := act.Locked[T](tx, t.all+" WHERE x.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject(t.name, id))
	}
	return v, err
}

func (t table[T]) get(ctx context.Context, rd db.Reader, id int64) (T, error) {
	v, ok, err := db.Maybe[T](ctx, rd, t.all+" WHERE x.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject(t.name, id))
	}
	return v, err
}

func (t table[T]) list(ctx context.Context, rd db.Reader, rest string, args ...any) ([]T, error) {
	return db.All[T](ctx, rd, t.all+" "+rest, args...)
}

// batch is how many rows are read at a time where only some of them are kept.
var batch = 1000

// latest lists the rows under a filter that keep wants, the latest first.
func (t table[T]) latest(ctx context.Context, rd db.Reader, f *db.Filter, keep func(T) bool) ([]T, error) {
	f.And("x.id < ?", int64(math.MaxInt32))
	args := f.Args()
	var out []T
	for {
		list, err := t.list(ctx, rd, f.Where()+fmt.Sprintf(" ORDER BY x.id DESC LIMIT %d", batch), args...)
		if err != nil {
			return nil, err
		}
		for i := range list {
			if keep(list[i]) {
				out = append(out, list[i])
			}
		}
		if len(list) < batch {
			return out, nil
		}
		args[len(args)-1] = field(&list[len(list)-1], "ID").Int()
	}
}

func (t table[T]) maybe(ctx context.Context, rd db.Reader, rest string, args ...any) (T, bool, error) {
	return db.Maybe[T](ctx, rd, t.all+" "+rest, args...)
}
