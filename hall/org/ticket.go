package org

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ticketTime is how long a checked password waits for its code.
const ticketTime = 5 * time.Minute

// ticket says, sealed, that an account's password was right at this address. It
// stands for the password while the second factor is asked for, so that the
// password need not travel or be typed twice.
func (o *Org) ticket(a Account, address string, now int64) string {
	return o.seal.seal(fmt.Sprintf("ticket %d %d %d %s", a.ID, a.PasswordAt, now+ticketTime.Microseconds(), address))
}

type ticketSays struct {
	account, passwordAt, until int64
	address                    string
}

func (o *Org) readTicket(s string) (t ticketSays, ok bool) {
	plain, err := o.seal.open(s)
	if err != nil {
		return t, false
	}
	f := strings.SplitN(plain, " ", 5)
	if len(f) != 5 || f[0] != "ticket" {
		return t, false
	}
	for i, to := range []*int64{&t.account, &t.passwordAt, &t.until} {
		if *to, err = strconv.ParseInt(f[i+1], 10, 64); err != nil {
			return t, false
		}
	}
	t.address = f[4]
	return t, true
}

// holds reports whether the ticket is good for the account, here and now. A new
// password makes it void.
func (t ticketSays) holds(a Account, address string, now int64) bool {
	return t.account == a.ID && t.passwordAt == a.PasswordAt && now < t.until && t.address == address
}
