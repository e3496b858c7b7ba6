package fault

import (
	"errors"
	"fmt"
	"testing"
)

func TestEveryKindHasStatusAndWords(t *testing.T) {
	for k := Internal; k <= Unavailable; k++ {
		r := table[k]
		if r.http < 400 || r.exit < 2 || r.exit > 4 || r.say == "" {
			t.Errorf("kind %d: incomplete row %+v", k, r)
		}
	}
}

func TestForeignErrorShowsNothing(t *testing.T) {
	err := fmt.Errorf("open /secret/path: %w", errors.New("denied"))
	if HTTP(err) != 500 || Exit(err) != 4 {
		t.Fatalf("foreign error: %d %d", HTTP(err), Exit(err))
	}
	if s := Of(err).Safe(); s != table[Internal].say {
		t.Fatalf("insides leak: %s", s)
	}
}

func TestWrapKeepsOurs(t *testing.T) {
	e := Field("date", "2012-02-30", "日期不存在")
	w := Wrap("op", Internal, fmt.Errorf("x: %w", e))
	if !Is(w, Invalid) || HTTP(w) != 422 {
		t.Fatalf("kind lost: %v", w)
	}
}

func TestJoin(t *testing.T) {
	if Join(nil, nil) != nil {
		t.Fatal("no errors must join to nil")
	}
	err := Join(Field("a", "1", "甲"), nil, Field("b", "2", "乙"))
	if got := len(Of(err).Fields); got != 2 {
		t.Fatalf("fields = %d", got)
	}
}
