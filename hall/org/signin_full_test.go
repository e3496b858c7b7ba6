package org_test

import (
	"context"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
)

var fill = act.Define(act.Spec[int, bool]{
	Name: "test.fill", Open: "a test fills the disk",
	Do: func(tx *act.Tx, n int) (bool, act.Entry, error) {
		_, err := db.Exec(tx.Ctx, tx, "PRAGMA max_page_count = 1") // no page more than there are
		return true, act.Entry{Subject: "test", Summary: strings.Repeat("x", n)}, err
	}})

// A disk that fills up while the program serves keeps nobody from reading.
func TestSigningInOnAFullDisk(t *testing.T) {
	ctx := context.Background()
	d, _ := dbtest.SQLite(t, org.Schema)
	o, err := org.Open(d, org.Grants{})
	if err != nil {
		t.Fatal(err)
	}
	id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{Login: "reader", Name: "阅览", Password: "Correct-Horse-9"})
	if err == nil {
		err = o.SetDemoPassword(ctx, act.Owner(), id, "Correct-Horse-9")
	}
	if err != nil {
		t.Fatal(err)
	}
	for n := 4096; n > 0; {
		if _, err := fill.Run(ctx, d, act.Owner(), n); fault.Is(err, fault.Full) {
			n /= 2
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for password, ok := range map[string]bool{"Correct-Horse-9": true, "wrong": false} {
		in, err := o.SignIn(ctx, org.Credentials{Login: "reader", Password: password, Address: "192.0.2.1"})
		if err != nil || in.OK != ok {
			t.Errorf("%q: %+v %v", password, in, err)
		}
	}
}
